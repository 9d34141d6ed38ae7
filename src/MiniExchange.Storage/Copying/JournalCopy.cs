using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using Npgsql;

namespace MiniExchange.Storage.Copying;

/// <summary>How far a copy has come.</summary>
/// <param name="Step">What it is at.</param>
/// <param name="Done">How much of the step is done.</param>
/// <param name="Total">When the step will be done; of the journal both are positions.</param>
/// <param name="Rows">How many rows, or states, the step has been through in this run.</param>
public sealed record CopyProgress(string Step, long Done, long Total, long Rows);

/// <summary>What a copy came to.</summary>
/// <param name="ExchangeId">The exchange.</param>
/// <param name="HasResumed">Whether an earlier attempt had begun it.</param>
/// <param name="Digest">What both sides are.</param>
public sealed record CopyReport(Guid ExchangeId, bool HasResumed, ExchangeDigest Digest);

/// <summary>Carries an exchange from one place to another, of either kind: journal, snapshots, users and keys of the API.</summary>
/// <remarks>
/// Holds both journals' locks throughout, so that nobody else writes. Positions and ids stay as they are. What projections
/// wrote is not copied: the first start on the target makes it from the journal. Until the copy has ended and was found to be
/// equal no engine opens the target; run again, it goes on. docs/adr/0007-journal.md.
/// </remarks>
public sealed class JournalCopy(ExchangePlace from, ExchangePlace to, IProgress<CopyProgress> progress)
{
    /// <summary>Called before each commit on the target, for tests that interrupt there.</summary>
    internal Action BeforeCommit { get; init; } = static () => { };

    /// <summary>Copies everything, or what is missing, and compares.</summary>
    /// <param name="copyFiles">
    /// Called once both places are held and fit: copies what the exchange needs beside its stores. Called again when the copy is
    /// run again; what it throws ends the copy.
    /// </param>
    /// <param name="cancellationToken">Ends the copy between two statements; it can be run again.</param>
    /// <exception cref="CopyFailedException">One of the places is not fit for it, or they differ afterwards; the message says what to do.</exception>
    /// <exception cref="JournalUnavailableException">A place cannot be opened, or somebody else holds it; the message says who.</exception>
    public async Task<CopyReport> RunAsync(Action copyFiles, CancellationToken cancellationToken)
    {
        await using var source = await OpenSourceAsync(cancellationToken);
        var exchangeId = await RequireExchangeAsync(source, cancellationToken);
        await using var target = await to.HoldAsync(mayBeUnfinished: true, cancellationToken);
        var hasResumed = await BeginAsync(target, exchangeId, cancellationToken);
        copyFiles();

        await CopyAsync(source, target, CopiedTable.Journal, await target.ReadLastKeyAsync(CopiedTable.Journal, cancellationToken), cancellationToken);
        await target.EmptyAsync(CopiedTable.Others, cancellationToken);
        foreach (var table in CopiedTable.Others) await CopyAsync(source, target, table, lastKey: null, cancellationToken);

        await target.SetLowWaterAsync(source.LowWater, cancellationToken);
        var digest = await CompareAsync(
            source, target, "The target stays marked as unfinished: delete what was copied and begin anew.", cancellationToken);
        await target.EndAsync(exchangeId, BeforeCommit, cancellationToken);
        return new CopyReport(exchangeId, hasResumed, digest);
    }

    /// <summary>Only compares two places, which a finished copy has made equal.</summary>
    /// <exception cref="CopyFailedException">They differ, or one holds no exchange.</exception>
    /// <exception cref="JournalUnavailableException">A place cannot be opened, or somebody else holds it; the message says who.</exception>
    public async Task<CopyReport> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var source = await OpenSourceAsync(cancellationToken);
        var exchangeId = await RequireExchangeAsync(source, cancellationToken);
        if (to.MissingBecause() is { } missing) throw new CopyFailedException(missing);

        await using var target = await to.HoldAsync(mayBeUnfinished: false, cancellationToken);
        var found = await RequireExchangeAsync(target, cancellationToken);
        if (found != exchangeId)
        {
            throw new CopyFailedException($"{Capital(from.Name)} is of exchange {exchangeId}, but {to.Name} is of exchange {found}.");
        }

        var digest = await CompareAsync(
            source, target, "One of them has run since they were equal, or has been changed by hand.", cancellationToken);
        return new CopyReport(exchangeId, HasResumed: false, digest);
    }

    private async Task<HeldExchange> OpenSourceAsync(CancellationToken cancellationToken)
    {
        if (string.Equals(from.Name, to.Name, StringComparison.Ordinal))
        {
            throw new CopyFailedException($"An exchange cannot be copied onto itself: both places are {from.Name}.");
        }

        if (from.MissingBecause() is { } missing) throw new CopyFailedException(missing);

        return await from.HoldAsync(mayBeUnfinished: false, cancellationToken);
    }

    private static async Task<Guid> RequireExchangeAsync(HeldExchange held, CancellationToken cancellationToken)
    {
        var place = held.Place;
        var version = await ReadVersionAsync(place.Relational, cancellationToken)
            ?? throw new CopyFailedException($"There is no exchange in {place.Name}: it has no tables of users.");
        if (version != RelationalSchema.Version)
        {
            throw new CopyFailedException(
                $"The users of {place.Name} are of schema version {version}, this program's is {RelationalSchema.Version}. Start the exchange "
                + "there once with this program, or run the copy with the program that wrote it.");
        }

        var ofJournal = await place.JournalIdentity.ReadIdentityAsync(cancellationToken);
        var ofRelational = await place.Relational.ReadIdentityAsync(cancellationToken);
        if (ofJournal.ExchangeId is not { } id || ofRelational.ExchangeId is not { } other)
        {
            throw new CopyFailedException($"{Capital(place.Name)} does not say which exchange it is. Start the exchange there once, so that it does.");
        }

        if (id != other)
        {
            throw StoresDoNotMatchException.TwoExchanges(place.JournalIdentity.StoreName, id, place.Relational.StoreName, other);
        }

        return id;
    }

    private async Task<bool> BeginAsync(HeldExchange target, Guid exchangeId, CancellationToken cancellationToken)
    {
        if (target.ReadUnfinished() is { } unfinished)
        {
            if (unfinished.ExchangeId == exchangeId)
            {
                await to.Relational.PrepareAsync(cancellationToken);
                return true;
            }

            throw new CopyFailedException(
                $"{Capital(to.Name)} holds an unfinished copy of exchange {unfinished.ExchangeId} from {unfinished.Origin}, not of {exchangeId}. "
                + "Finish that one, or delete it first.");
        }

        var ofJournal = await to.JournalIdentity.ReadIdentityAsync(cancellationToken);
        var ofRelational = await LookAsync(to.Relational, cancellationToken);
        if ((ofJournal.ExchangeId ?? ofRelational.ExchangeId) is { } found)
        {
            throw new CopyFailedException(found == exchangeId
                ? $"{Capital(to.Name)} already holds this exchange, and may have traded since it was copied. Nothing was changed; --verify-only compares the two."
                : $"{Capital(to.Name)} holds another exchange, {found}. Nothing was changed; copy to an empty place.");
        }

        if (ofJournal.HasContent || ofRelational.HasContent)
        {
            throw new CopyFailedException($"{Capital(to.Name)} is not empty. Nothing was changed; copy to an empty place.");
        }

        // Only now, as it would upgrade the tables of an exchange too.
        await to.Relational.PrepareAsync(cancellationToken);
        await target.BeginAsync(new UnfinishedCopy(exchangeId, from.Name), cancellationToken);
        return false;
    }

    private async Task CopyAsync(
        HeldExchange source, HeldExchange target, CopiedTable table, object?[]? lastKey, CancellationToken cancellationToken)
    {
        var total = table == CopiedTable.Journal ? source.LastPosition : await source.CountAsync(table, cancellationToken);
        long rows = 0;
        while (await source.ReadAsync(table, lastKey, cancellationToken) is { Count: > 0 } batch)
        {
            await target.WriteAsync(table, batch, BeforeCommit, cancellationToken);
            lastKey = batch[^1];
            rows += batch.Count;
            progress.Report(new CopyProgress(
                $"copying: {table.Name}", table == CopiedTable.Journal ? (long)lastKey[0]! : rows, total, rows));
        }

        // Numbers that were given and are in no row any more are not given again either.
        if (table.Identity is null) return;
        await target.SetLastIdentityAsync(table, await source.ReadLastIdentityAsync(table, cancellationToken), cancellationToken);
    }

    private async Task<ExchangeDigest> CompareAsync(
        HeldExchange source, HeldExchange target, string whatToDo, CancellationToken cancellationToken)
    {
        var ofSource = await ExchangeDigest.OfAsync(source, "checking the source", progress, cancellationToken);
        var ofTarget = await ExchangeDigest.OfAsync(target, "checking the target", progress, cancellationToken);
        if (ofSource.DifferencesTo(ofTarget) is { Count: > 0 } differences)
        {
            throw new CopyFailedException(
                $"{Capital(from.Name)} and {to.Name} differ in: {string.Join(", ", differences)}. {whatToDo}");
        }

        return ofTarget;
    }

    /// <summary>What is in a store of any version, or in none.</summary>
    private static async Task<StoreIdentity> LookAsync(RelationalStore store, CancellationToken cancellationToken)
    {
        if (await ReadVersionAsync(store, cancellationToken) is null) return new StoreIdentity(null, HasContent: false);

        // Stores of before there were ids have no table of them.
        var id = (string?)await AskIfThereAsync(store, "SELECT exchange_id FROM relational_exchange", cancellationToken);
        return new StoreIdentity(id is null ? null : Guid.Parse(id), await store.HasContentAsync(cancellationToken));
    }

    private static async Task<long?> ReadVersionAsync(RelationalStore store, CancellationToken cancellationToken) =>
        (long?)await AskIfThereAsync(store, "SELECT version FROM relational_schema", cancellationToken);

    /// <summary>The one value of a query; null if there is no row, or no such table.</summary>
    private static async Task<object?> AskIfThereAsync(RelationalStore store, string query, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = query;
            return await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (DbException missing) when (missing is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } or SqliteException { SqliteErrorCode: 1 })
        {
            return null;
        }
    }

    private static string Capital(string name) => string.Concat(name[..1].ToUpperInvariant(), name.AsSpan(1));
}
