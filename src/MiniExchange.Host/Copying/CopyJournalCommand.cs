using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using MiniExchange.Host.Composition;
using MiniExchange.Storage.Copying;

namespace MiniExchange.Host.Copying;

/// <summary><c>copy-journal --from … --to …</c>: carries an exchange from SQLite to PostgreSQL or back. Neither may be running.</summary>
internal static class CopyJournalCommand
{
    // What a shell says of a program that was interrupted.
    private const int Interrupted = 130;

    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = $"Where the exchange is: {PlaceText.Forms}.", Required = true };
        var to = new Option<string>("--to") { Description = "Where it shall be, in the same forms: an empty place, or one where this copy was interrupted.", Required = true };
        var fromData = new Option<string?>("--from-data")
        {
            Description = "The data directory whose 'keys' encrypt the secrets of API keys; on SQLite that of --from, else by default the configured Storage:KeysDirectory or DataDirectory.",
        };
        var toData = new Option<string?>("--to-data")
        {
            Description = "The data directory that the exchange will be started with there; on SQLite that of --to, else by default the configured Storage:KeysDirectory or DataDirectory.",
        };
        var verifyOnly = new Option<bool>("--verify-only") { Description = "Copy nothing; compare a finished copy with where it came from." };
        var command = new Command(
            "copy-journal",
            "Copy an exchange between SQLite and PostgreSQL: journal, snapshots, users, API keys, and the files that encrypt their secrets. "
            + "Neither exchange may be running. Interrupted, it goes on where it ended when it is run again.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.Options.Add(from);
        command.Options.Add(to);
        command.Options.Add(fromData);
        command.Options.Add(toData);
        command.Options.Add(verifyOnly);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Request(
                parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(fromData), parsed.GetValue(toData), parsed.GetValue(verifyOnly)),
            [.. parsed.UnmatchedTokens],
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string[] settings, CancellationToken cancellationToken)
    {
        // A first Ctrl+C ends it between two commits, a second one at once; either way it can go on later.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ConsoleCancelEventHandler interrupt = (_, pressed) =>
        {
            pressed.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        var bar = new CopyProgressLine(Console.Error, isTerminal: !Console.IsErrorRedirected);
        Console.CancelKeyPress += interrupt;
        try
        {
            await RunAsync(request, settings, bar, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            bar.End();
            await Console.Error.WriteLineAsync("Interrupted. Run the same command again: it goes on where it ended.");
            return Interrupted;
        }
        catch (Exception problem) when (
            problem is CopyFailedException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException
            || StartProblems.Include(problem))
        {
            bar.End();
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        finally
        {
            Console.CancelKeyPress -= interrupt;
        }
    }

    private static async Task RunAsync(Request request, string[] settings, CopyProgressLine bar, CancellationToken cancellationToken)
    {
        if (SettingArguments.FirstOther(settings) is { } other)
        {
            throw new CopyFailedException($"'{other}' is no option of copy-journal and no setting, which has the form --Section:Key=VALUE. Nothing was done.");
        }

        var configuration = Program.CreateBuilder(settings).Configuration;
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        var fromKeys = KeysPlace.Of(request.From, request.FromData, storage, configuration);
        var toKeys = KeysPlace.Of(request.To, request.ToData, storage, configuration);
        await using var from = PlaceText.Read(request.From, storage);
        await using var to = PlaceText.Read(request.To, storage);
        var copy = new JournalCopy(from, to, bar);
        if (request.VerifyOnly)
        {
            Tell((await copy.VerifyAsync(cancellationToken)).Digest, $"Equal: {from.Name} and {to.Name}.");
            return;
        }

        var report = await copy.RunAsync(() => KeyFiles.Copy(fromKeys.Directory, toKeys.Directory), cancellationToken);
        bar.End();
        Tell(report.Digest, $"{(report.HasResumed ? "The copy was finished" : "Copied")}: exchange {report.ExchangeId} from {from.Name} to {to.Name}.");
        Console.WriteLine($"The keys that encrypt API secrets are in {toKeys.Directory}: start the exchange there with {toKeys.Setting}");
        Console.WriteLine("Its first start makes history, candles and totals from the journal; /health/ready says when it has.");
        Console.WriteLine("Do not start the exchange at the old place again: from the first order on there would be two.");
    }

    private static void Tell(ExchangeDigest digest, string sentence)
    {
        Console.WriteLine(sentence);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Checked on both sides: {digest.Records} records, {digest.Books} books and {digest.Accounts} accounts rebuilt; state hash {digest.Hash}"));
    }

    private sealed record Request(string From, string To, string? FromData, string? ToData, bool VerifyOnly)
    {
        // A record would print passwords.
        public override string ToString() => "copy-journal";
    }
}
