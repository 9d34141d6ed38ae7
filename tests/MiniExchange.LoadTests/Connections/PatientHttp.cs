using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests.Connections;

/// <summary>Asks an exchange beside the load, and asks again while it is busy, behind or away.</summary>
/// <param name="exchange">Whom it asks.</param>
/// <param name="handler">How; null: over the network.</param>
internal sealed class PatientHttp(Uri exchange, HttpMessageHandler? handler = null) : IDisposable
{
    private const int MostOfAnswer = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler()) { BaseAddress = exchange, Timeout = Patience };

    /// <summary>Asks until there is an answer, and reads it.</summary>
    /// <param name="request">Makes the request, anew for each attempt.</param>
    /// <param name="read">Reads the answer, which is gone afterwards.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LoadFailedException">It was refused, there was no answer for a minute, or it is not what <paramref name="read"/> reads.</exception>
    public async Task<T> GetAsync<T>(Func<HttpRequestMessage> request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(request, cancellationToken);
        try
        {
            return read(answer.RootElement);
        }
        catch (Exception other) when (other is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentNullException)
        {
            // What is missing, of another kind, or no number.
            var text = answer.RootElement.GetRawText();
            throw new LoadFailedException($"An answer could not be read ({other.Message}): {text[..Math.Min(text.Length, MostOfAnswer)]}");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> GetAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var beganAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var problem = "";
            try
            {
                using var asked = request();
                using var answer = await _http.SendAsync(asked, cancellationToken);
                var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);

                // Off the thread that polls the sockets of the load.
                await Task.Yield();
                if (answer.IsSuccessStatusCode) return JsonDocument.Parse(bytes);
                problem = $"{asked.Method} {asked.RequestUri!.OriginalString.Split('?')[0]} was answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes)}";
                if (!MayBeAskedAgain(answer.StatusCode)) throw new LoadFailedException(problem);
            }
            catch (Exception away) when (away is HttpRequestException or JsonException || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                problem = away.Message;
            }

            if (Stopwatch.GetElapsedTime(beganAt) > Patience) throw new LoadFailedException($"No answer for {Patience.TotalSeconds} s: {problem}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    // A missing outcome is one here too: nothing that is asked changes anything.
    private static bool MayBeAskedAgain(HttpStatusCode status) => status is
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError;
}
