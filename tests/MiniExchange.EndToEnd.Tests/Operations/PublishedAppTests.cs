using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>What the container image runs: the published program, by the command lines that docker/Dockerfile gives.</summary>
public sealed class PublishedAppTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("miniexchange-published-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task PublishedApp_StartsAndAnswersItsHealthCheck()
    {
        var app = Path.Combine(_directory, "app");
        await PublishAsync(app);
        var address = $"127.0.0.1:{HostProcess.FreePort()}";
        var entry = CommandAfter("ENTRYPOINT").Select(word => word
            .Replace("=/data", $"={Path.Combine(_directory, "data")}", StringComparison.Ordinal)
            .Replace("0.0.0.0:5080", address, StringComparison.Ordinal)).ToArray();
        var log = new HostLog();
        using var host = HostProcess.StartCommand(entry, log, app);

        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        await Eventually.FindAsync("the published app to be ready", () => ReadyAsync(http, host, log), log.Tail);
        var said = new HostLog();
        using var health = HostProcess.StartCommand([.. CommandAfter("HEALTHCHECK .* CMD"), "--url", $"http://{address}"], said, app);
        Assert.True(await health.EndAsync() == 0, said.Tail());
        Assert.Equal(0, await host.StopAsync());

        Assert.Equal(["data"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName).Where(name => name != "app"));
        Assert.False(Directory.Exists(Path.Combine(app, "data")), "It wrote where the image's user may not.");
    }

    private static async Task<string?> ReadyAsync(HttpClient http, HostProcess host, HostLog log)
    {
        if (host.HasEnded) throw new InvalidOperationException($"It ended before it was ready. {log.Tail()}");
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK ? "ready" : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    // What the build has made; the image's own build differs in its configuration alone.
    private static async Task PublishAsync(string to)
    {
        string[] command =
        [
            "publish", "src/MiniExchange.Host", "--no-build", "-c", BuiltWith.Configuration, "-o", to, "-nodereuse:false",
            $"-p:WithAkka={(BuiltWith.WithAkka ? "true" : "false")}", $"-p:WithPetabridgeCmd={(BuiltWith.WithPetabridgeCmd ? "true" : "false")}",
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", command) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, said);
    }

    private static string[] CommandAfter(string instruction)
    {
        var line = Regex.Match(File.ReadAllText(Path.Combine(Root, "docker/Dockerfile")), $@"^{instruction} (\[.*\])$", RegexOptions.Multiline);
        Assert.True(line.Success, $"The Dockerfile has no {instruction}.");
        return JsonSerializer.Deserialize<string[]>(line.Groups[1].Value)!;
    }

    private static string Root => Path.GetDirectoryName(BuiltWith.Readme)!;
}
