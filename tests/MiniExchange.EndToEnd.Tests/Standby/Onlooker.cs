using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Standby;

/// <summary>Asks one host again and again for what it knows, waiting for no answer before it asks the next.</summary>
internal sealed class Onlooker : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);

    private static readonly string[] Public =
        ["/api/v3/ticker/price?symbol=BTCUSDT", "/api/v3/ticker/bookTicker?symbol=BTCUSDT", "/api/v3/depth?symbol=BTCUSDT&limit=5", "/api/v3/exchangeInfo"];

    private readonly HttpClient _http;
    private readonly Trader _trader;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentBag<Task<Look>> _looks = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;

    /// <summary>Starts to ask.</summary>
    /// <param name="address">The host's.</param>
    /// <param name="trader">Whose orders are asked for.</param>
    public Onlooker(Uri address, Trader trader)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _trader = trader with { Http = _http };
        _looking = LookAsync();
    }

    /// <summary>Now, on the clock that looks are noted by.</summary>
    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Ends when each question has been answered once.</summary>
    public Task AnsweredAsync() => Eventually.FindAsync("an answer to each question", () => Task.FromResult(
        _looks.Where(look => look.IsCompletedSuccessfully && look.Result.Status == 200).Select(look => look.Result.Path).Distinct().Count() > Public.Length
            ? ""
            : null));

    /// <summary>Stops asking, waits for the answers that are still to come, and tells all of them.</summary>
    public async Task<IReadOnlyList<Look>> EndAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        return await Task.WhenAll(_looks).WaitAsync(Eventually.Patience);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(Between);
        while (!_stop.IsCancellationRequested)
        {
            foreach (var path in Public) _looks.Add(LookAsync(path, http => _http.GetAsync(new Uri(http, UriKind.Relative))));
            _looks.Add(OrdersAsync());
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<Look> LookAsync(string path, Func<string, Task<HttpResponseMessage>> get)
    {
        var at = Now;
        try
        {
            using var answer = await get(path);
            return new Look(at, path, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException nobody)
        {
            return new Look(at, path, 0, nobody.Message);
        }
    }

    private async Task<Look> OrdersAsync()
    {
        const string Path = "/api/v3/openOrders";
        var at = Now;
        var answer = await _trader.SendAsync(HttpMethod.Get, Path, "symbol=BTCUSDT");
        return new Look(at, Path, answer.Status, answer.ToString());
    }
}

/// <summary>One question and what came of it.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Path">What was asked for.</param>
/// <param name="Status">HTTP status; 0 if no answer came.</param>
/// <param name="Body">The answer.</param>
internal sealed record Look(TimeSpan At, string Path, int Status, string Body);
