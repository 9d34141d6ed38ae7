using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>A load balancer over front ends, as the client of one sees it: in turn, to those whose last health check was good.</summary>
/// <remarks>
/// Only what was certainly not started is sent elsewhere: a request whose connection was refused, and a read that was answered 503.
/// Any other failure is the client's, as with any balancer.
/// </remarks>
internal sealed class Balancer : DelegatingHandler
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(200);
    private static readonly string Nobody = """{"code":-1008,"msg":"No front end takes traffic."}""";

    private readonly IReadOnlyList<Node> _nodes;
    private readonly bool[] _isUp;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _checking;
    private int _turn;

    public Balancer(IReadOnlyList<Node> frontEnds)
        : base(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        _nodes = frontEnds;
        _isUp = new bool[frontEnds.Count];
        _checking = Task.WhenAll(Enumerable.Range(0, frontEnds.Count).Select(CheckAsync));
    }

    /// <summary>How many front ends passed their last health check.</summary>
    public int UpCount => _isUp.Count(isUp => isUp);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pathAndQuery = request.RequestUri!.PathAndQuery;
        HttpResponseMessage? busy = null;

        // Without a body .NET's client sends a request again by itself when its connection breaks, also one that may have been done.
        if (request.Method != HttpMethod.Get) request.Content ??= new ByteArrayContent([]);
        var first = Interlocked.Increment(ref _turn) & int.MaxValue;
        for (var i = 0; i < _nodes.Count; i++)
        {
            var at = (first + i) % _nodes.Count;
            if (!Volatile.Read(ref _isUp[at])) continue;

            request.RequestUri = new Uri(_nodes[at].Address, pathAndQuery);
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable || request.Method != HttpMethod.Get) return response;
                busy?.Dispose();
                busy = response;
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError)
            {
                Volatile.Write(ref _isUp[at], false);
            }
        }

        return busy ?? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
        {
            RequestMessage = request,
            Content = new StringContent(Nobody, Encoding.UTF8, "application/json"),
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Cancel();
            _checking.Wait(TimeSpan.FromSeconds(5));
            _stopping.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task CheckAsync(int at)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Volatile.Write(ref _isUp[at], await _nodes[at].IsReadyAsync());
            await Task.Delay(CheckEvery, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
