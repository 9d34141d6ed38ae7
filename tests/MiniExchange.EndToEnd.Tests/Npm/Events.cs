using System;
using System.Diagnostics;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>What a client's callback was given, in order.</summary>
internal sealed class Events(ClientProcess process, string client, string channel)
{
    private static readonly TimeSpan BetweenCauses = TimeSpan.FromMilliseconds(300);

    /// <summary>The first event from here on that is looked for.</summary>
    /// <param name="what">What is waited for, as the failure shall name it.</param>
    /// <param name="isIt">Whether an event is it.</param>
    /// <exception cref="TimeoutException">It never came.</exception>
    /// <exception cref="InvalidOperationException">The client gave up.</exception>
    public Task<JsonElement> NextAsync(string what, Func<JsonElement, bool> isIt) => NextAsync(what, static () => Task.CompletedTask, isIt);

    /// <summary>The first event that is looked for; what brings it about is done again until it comes.</summary>
    /// <remarks>Most clients do not say when their subscription holds: what happened before is never told.</remarks>
    public async Task<JsonElement> NextAsync(string what, Func<Task> cause, Func<JsonElement, bool> isIt)
    {
        var waited = Stopwatch.StartNew();
        var last = default(JsonElement);
        while (waited.Elapsed < Eventually.Patience)
        {
            await cause();
            using var pause = new CancellationTokenSource(BetweenCauses);
            try
            {
                while (true)
                {
                    last = await process.Told(client, channel).ReadAsync(pause.Token);
                    if (last.ValueKind == JsonValueKind.Object && last.TryGetProperty("error", out var error) && error.TryGetProperty("kinds", out _))
                    {
                        throw new InvalidOperationException($"{client}'s {channel} ended: {error}");
                    }

                    if (isIt(last)) return last;
                }
            }
            catch (OperationCanceledException)
            {
            }
        }

        throw new TimeoutException($"Waited {Eventually.Patience.TotalSeconds} s for {what} on {client}'s {channel}; the last that came was {last}.");
    }
}
