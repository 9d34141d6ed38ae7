using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>A network namespace for each node, with a cable to each of three switches: one among nodes, one to the database, one to clients.</summary>
/// <remarks>A cable that is pulled at the switch loses what is sent into it in silence, as a broken switch does. Made with <c>ip</c>, as root.</remarks>
internal sealed class SeparateNetworks : INodePlaces, IDisposable
{
    private const int NodePort = 4053;
    private const int FrontPort = 5080;
    private static readonly string[] Switches = ["c", "d", "f"];

    private readonly int _nodes;
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"mx{Environment.ProcessId % 10_000}");
    private readonly int _net = 64 + (Environment.ProcessId % 128);

    /// <summary>Makes the switches, namespaces and cables.</summary>
    /// <exception cref="InvalidOperationException">The machine does not allow it; the message has what <c>ip</c> said.</exception>
    public SeparateNetworks(int nodes)
    {
        _nodes = nodes;
        AppDomain.CurrentDomain.ProcessExit += RemoveLeftOver;
        try
        {
            Make();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>This machine's address on the switch to the database.</summary>
    public IPAddress DatabaseAddress => IPAddress.Parse(AddressOn("d", 254));

    public NodePlace PlaceOf(int number) => new(
        AddressOn("c", number), NodePort, AddressOn("f", number), FrontPort, ["ip", "netns", "exec", NamespaceOf(number)]);

    /// <summary>Pulls a node's cable to the other nodes.</summary>
    public void CutFromNodes(int number) => Ip($"link set {CableOf("c", number)} nomaster");

    /// <summary>Pulls its cable to the database.</summary>
    public void CutFromDatabase(int number) => Ip($"link set {CableOf("d", number)} nomaster");

    /// <summary>Plugs all of its cables in again.</summary>
    public void Mend(int number)
    {
        foreach (var name in Switches) Ip($"link set {CableOf(name, number)} master {_prefix}{name}");
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= RemoveLeftOver;
        Remove();
    }

    private void Make()
    {
        foreach (var name in Switches)
        {
            Ip($"link add {_prefix}{name} type bridge");
            Ip($"addr add {AddressOn(name, 254)}/24 dev {_prefix}{name}");
            Ip($"link set {_prefix}{name} up");
        }

        for (var number = 1; number <= _nodes; number++)
        {
            var space = NamespaceOf(number);
            Ip($"netns add {space}");
            Ip($"-n {space} link set lo up");
            foreach (var name in Switches)
            {
                Ip($"link add {CableOf(name, number)} type veth peer name {name}0 netns {space}");
                Ip($"link set {CableOf(name, number)} master {_prefix}{name} up");
                Ip($"-n {space} addr add {AddressOn(name, number)}/24 dev {name}0");
                Ip($"-n {space} link set {name}0 up");
            }
        }
    }

    private void Remove()
    {
        // A namespace takes its ends of the cables with it, and they the others.
        foreach (var number in Enumerable.Range(1, _nodes)) TryIp($"netns del {NamespaceOf(number)}");
        foreach (var name in Switches) TryIp($"link del {_prefix}{name}");
    }

    private void RemoveLeftOver(object? sender, EventArgs e) => Remove();

    private string NamespaceOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}n{number}");

    private string CableOf(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{name}{number}");

    private string AddressOn(string name, int host) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{_net}.{Array.IndexOf(Switches, name) + 1}.{host}");

    private static void Ip(string arguments)
    {
        if (TryIp(arguments) is { } error) throw new InvalidOperationException($"ip {arguments} failed: {error}");
    }

    private static string? TryIp(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}
