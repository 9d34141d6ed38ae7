using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Host.Operations;

/// <summary><c>health</c>: asks a running exchange how it is; for containers, whose images have nothing else to ask with.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "Where the exchange listens.",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
        url.Validators.Add(result =>
        {
            // The default is no token.
            if (result.Implicit) return;

            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var given) || given.Scheme is not ("http" or "https"))
            {
                result.AddError("--url must be an address such as http://127.0.0.1:5080.");
            }
        });
        var ready = new Option<bool>("--ready") { Description = "Ask whether it takes orders, not only whether it lives." };
        var command = new Command("health", "Ask a running exchange how it is: ends with 0 if it is well.");
        command.Options.Add(url);
        command.Options.Add(ready);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Uri(new Uri(parsed.GetValue(url)!), parsed.GetValue(ready) ? "/health/ready" : "/health/live"), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException cause)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {cause.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer within {Patience.TotalSeconds} s.");
        }

        return 1;
    }
}
