using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Requests;
using MiniExchange.LoadTests.Scenarios;
using MiniExchange.LoadTests.Traders;

namespace MiniExchange.LoadTests.Runs;

/// <summary>What a plan needs before anything is sent: keys, the pairs' terms, and what each connection is to ask where.</summary>
/// <param name="Accounts">How many accounts trade.</param>
/// <param name="Lanes">One for each connection.</param>
internal sealed record LoadSetup(int Accounts, ImmutableArray<LoadSetup.Lane> Lanes)
{
    /// <summary>Reads the keys and asks the exchange.</summary>
    /// <exception cref="LoadFailedException">One of them has no answer.</exception>
    public static async Task<LoadSetup> PrepareAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var traders = TraderRing.Read(plan.KeyFile);
        using var http = new HttpClient();
        var markets = new List<Market>();
        foreach (var symbol in plan.Symbols) markets.Add(await Market.AskAsync(http, plan.Servers[0], symbol, plan.Price, cancellationToken));

        var servers = new List<(IPEndPoint Address, byte[] Host)>();
        foreach (var server in plan.Servers) servers.Add((await FindAsync(server, cancellationToken), Encoding.ASCII.GetBytes(server.Authority)));

        var run = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new LoadSetup(traders.Count, [.. Enumerable.Range(0, plan.Connections).Select(number =>
        {
            var (address, host) = servers[number % servers.Count];
            return new Lane(new TraderScript(plan.Mix, markets, traders, number, run), new RequestBuffer(host, TimeProvider.System), address);
        })]);
    }

    private static async Task<IPEndPoint> FindAsync(Uri server, CancellationToken cancellationToken)
    {
        try
        {
            return new IPEndPoint((await Dns.GetHostAddressesAsync(server.DnsSafeHost, cancellationToken))[0], server.Port);
        }
        catch (SocketException problem)
        {
            throw new LoadFailedException($"{server.DnsSafeHost}: {problem.Message}");
        }
    }

    /// <summary>One connection to be.</summary>
    /// <param name="Script">What it asks.</param>
    /// <param name="Request">Where that is rendered.</param>
    /// <param name="Server">Whom it asks.</param>
    internal sealed record Lane(TraderScript Script, RequestBuffer Request, IPEndPoint Server);
}
