using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests.Soak;

/// <summary>An exchange of its own that is killed and started again: always on the same data and port.</summary>
internal sealed class HostUnderSoak : IDisposable
{
    private const int PasswordBytes = 16;

    // The questions that are asked beside the load are under way too.
    private const int BesidesConnections = 64;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly SoakPlan _plan;
    private readonly string[] _arguments;
    private readonly HttpClient _http;
    private HostProcess? _process;
    private int _lives;

    public HostUnderSoak(SoakPlan plan)
    {
        _plan = plan;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HostProcess.FreePort()}"));
        _arguments = ArgumentsOf(plan, Address);
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Signs the administrator in.</summary>
    public string AdminPassword { get; } = RandomNumberGenerator.GetHexString(2 * PasswordBytes);

    /// <summary>The keys of the accounts.</summary>
    public string KeyFile => Path.Combine(_plan.Directory, "keys.json");

    /// <summary>Whether it has ended by itself, or was killed.</summary>
    public bool HasEnded => _process is null or { HasEnded: true };

    /// <summary>Resident memory now; 0 if it is not there.</summary>
    public double MemoryMb => _process?.MemoryMb ?? 0;

    private string DataDirectory => DataDirectoryOf(_plan);

    /// <summary>The host's command line. What the user asks for comes last, and so overrules the rest.</summary>
    public static string[] ArgumentsOf(SoakPlan plan, Uri address) =>
    [
        $"--urls={address.GetLeftPart(UriPartial.Authority)}",
        $"--DataDirectory={DataDirectoryOf(plan)}",
        "--Api:LimitsEnabled=false",

        // That is no limit of a caller, and stays on: all connections may have a request under way.
        string.Create(CultureInfo.InvariantCulture, $"--Api:MaxRequestsUnderWay={plan.Connections + BesidesConnections}"),
        .. plan.Settings,
    ];

    /// <summary>Adds the accounts that trade. It must not be running.</summary>
    /// <exception cref="LoadFailedException">That failed; its log says why.</exception>
    public async Task SeedAsync()
    {
        var users = _plan.Users.ToString(CultureInfo.InvariantCulture);
        using var seed = Start("seed.log", ["seed", "--users", users, "--amount", "10000", "--keys", KeyFile, .. _arguments]);
        if (await seed.EndAsync() != 0) throw new LoadFailedException($"The host could not add accounts: {LogOf("seed.log")} says why.");
    }

    /// <summary>Starts it on the data that is there.</summary>
    public void Start()
    {
        _process?.Dispose();
        _process = Start(string.Create(CultureInfo.InvariantCulture, $"life-{++_lives}.log"), _arguments);
    }

    /// <summary>Waits until it takes traffic.</summary>
    /// <param name="patience">For how long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How long that was; null: it did not within that time, or has ended.</returns>
    public async Task<TimeSpan?> WaitReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!HasEnded && Stopwatch.GetElapsedTime(startedAt) < patience)
        {
            if (await IsReadyAsync(cancellationToken)) return Stopwatch.GetElapsedTime(startedAt);
            await Task.Delay(AskAgainAfter, cancellationToken);
        }

        return null;
    }

    /// <summary>Ends it without a warning.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>The size of its data.</summary>
    public double DataMb()
    {
        // Files come and go while it runs.
        var files = new DirectoryInfo(DataDirectory).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true });
        return Math.Round(files.Sum(static file => SizeOf(file)) / (1_024.0 * 1_024.0), 1);
    }

    /// <summary>Where the log of its present life is.</summary>
    public string LogOfLife() => LogOf(string.Create(CultureInfo.InvariantCulture, $"life-{_lives}.log"));

    /// <inheritdoc />
    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
    }

    private static string DataDirectoryOf(SoakPlan plan) => Path.Combine(plan.Directory, "data");

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private HostProcess Start(string log, string[] arguments) => HostProcess.Start(_plan.Host, arguments, AdminPassword, LogOf(log));

    private string LogOf(string name) => Path.Combine(_plan.Directory, "logs", name);
}
