using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Integration.Tests.Journaling;

/// <summary>Where a <see cref="CuttingProxy"/> cuts.</summary>
internal enum CutAt
{
    /// <summary>The server never gets it.</summary>
    BeforeCommitIsForwarded = 1,

    /// <summary>The server has it, and the connection is gone.</summary>
    OnceCommitIsForwarded = 2,

    /// <summary>The server has carried it out; its answer does not arrive.</summary>
    OnceTheServerAnswers = 3,
}

/// <summary>Stands between a client and a PostgreSQL server, and cuts both off at a COMMIT when told to.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _serverHost;
    private readonly int _serverPort;
    private readonly Task _running;
    private volatile bool _answerIsAwaited;
    private int _cut;

    public CuttingProxy(string serverHost, int serverPort)
    {
        _serverHost = serverHost;
        _serverPort = serverPort;
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool HasCut { get; private set; }

    public void CutAtNextCommit(CutAt cut) => Volatile.Write(ref _cut, (int)cut);

    public void Dispose()
    {
        _listener.Dispose();
        if (!_running.Wait(TimeSpan.FromSeconds(30))) throw new TimeoutException("Waited for both sides of the proxy to close.");
    }

    private async Task RunAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        await server.ConnectAsync(_serverHost, _serverPort);
        using var cut = new CancellationTokenSource();
        await Task.WhenAll(
            PumpAsync(client.GetStream(), server.GetStream(), ForwardToServerAsync, cut),
            PumpAsync(server.GetStream(), client.GetStream(), ForwardToClientAsync, cut));
    }

    private static async Task PumpAsync(
        NetworkStream from, NetworkStream to, Func<NetworkStream, ReadOnlyMemory<byte>, CancellationToken, Task<bool>> forward,
        CancellationTokenSource cut)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReadAsync(buffer, cut.Token) is > 0 and var count)
            {
                if (!await forward(to, buffer.AsMemory(0, count), cut.Token)) break;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or System.IO.IOException)
        {
            // Either side is gone; so is the other in a moment.
        }

        await cut.CancelAsync();
    }

    private async Task<bool> ForwardToServerAsync(NetworkStream server, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // With the zero that ends the statement: transactions begin as READ COMMITTED.
        var cut = bytes.Span.IndexOf("COMMIT\0"u8) < 0 ? 0 : Volatile.Read(ref _cut);
        if (cut == (int)CutAt.BeforeCommitIsForwarded) return Cut();

        _answerIsAwaited = cut == (int)CutAt.OnceTheServerAnswers;
        await server.WriteAsync(bytes, cancellationToken);
        return cut != (int)CutAt.OnceCommitIsForwarded || Cut();
    }

    private async Task<bool> ForwardToClientAsync(NetworkStream client, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_answerIsAwaited) return Cut();

        await client.WriteAsync(bytes, cancellationToken);
        return true;
    }

    private bool Cut()
    {
        HasCut = true;
        return false;
    }
}
