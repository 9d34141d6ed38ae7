using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>Reads what a callback was given, from the first on and at its own pace.</summary>
/// <param name="told">What the callback was given.</param>
/// <param name="read">What there is in one event; nothing, if it is not for this reader.</param>
internal sealed class Feed<T>(Told told, Func<JsonElement, IEnumerable<T>> read)
    where T : class
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BetweenCauses = TimeSpan.FromMilliseconds(400);

    private readonly Queue<T> _ahead = new();
    private int _read;
    private JsonElement? _gaveUp;
    private T? _last;

    /// <summary>Everything that is there and was not read.</summary>
    public IEnumerable<T> Rest()
    {
        Look();
        while (_ahead.TryDequeue(out var next)) yield return _last = next;
    }

    /// <summary>The first from here on that is looked for.</summary>
    /// <param name="what">What is waited for, as the failure shall name it.</param>
    /// <param name="isIt">Whether this is it.</param>
    /// <param name="cause">
    /// What brings it about, done again until it comes: most clients do not say when their subscription holds, and what
    /// happened before is never told.
    /// </param>
    /// <exception cref="TimeoutException">It never came.</exception>
    /// <exception cref="InvalidOperationException">The client gave up.</exception>
    public async Task<T> UntilAsync(string what, Func<T, bool> isIt, Func<Task>? cause = null)
    {
        var waited = Stopwatch.StartNew();
        var sinceCause = TimeSpan.MinValue;
        while (waited.Elapsed < Eventually.Patience)
        {
            if (cause is not null && waited.Elapsed - BetweenCauses > sinceCause)
            {
                await cause();
                sinceCause = waited.Elapsed;
            }

            foreach (var next in Rest())
            {
                if (isIt(next)) return next;
            }

            if (_gaveUp is { } error) throw new InvalidOperationException($"{told} ended: {error}");
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        throw new TimeoutException($"Waited {Eventually.Patience.TotalSeconds} s for {what} on {told}; the last that came was {_last}.");
    }

    /// <summary>Waits until the newest is what the exchange answers, of which either may be a little behind.</summary>
    /// <param name="ask">Asks the exchange.</param>
    /// <exception cref="TimeoutException">They never agreed.</exception>
    public Task AgreesWithAsync(Func<Task<T>> ask)
    {
        T? answer = null;
        return Eventually.FindAsync(
            $"{told} to agree with the exchange",
            async () =>
            {
                answer = await ask();
                _ = Rest().Count();
                return answer.Equals(_last) ? answer : null;
            },
            () => $"Told was {_last}, answered {answer}.");
    }

    private void Look()
    {
        foreach (var given in told.From(_read))
        {
            _read++;
            if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("gaveUp", out var error)) _gaveUp = error;
            else foreach (var one in read(given)) _ahead.Enqueue(one);
        }
    }
}
