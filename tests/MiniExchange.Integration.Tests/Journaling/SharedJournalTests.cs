using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using Npgsql;
using Xunit;

namespace MiniExchange.Integration.Tests.Journaling;

[Collection(PostgresCollection.Name)]
public sealed class SharedJournalTests(PrivatePostgres postgres)
{
    private readonly Lazy<string> _database = new(postgres.CreateDatabase);

    [PostgresFact]
    public async Task OpenWriter_WhileTwoNodesHaveShares_IsRefusedAndToldOfBoth()
    {
        using var one = OpenJournal().Join();
        using var two = OpenJournal().Join();
        one.Confirm();
        two.Confirm();

        var refusal = Assert.Throws<JournalInUseException>(() => OpenJournal().OpenWriter());

        await using var operators = await RawAppender.OpenAsync(_database.Value);
        var lower = await operators.AskAsync("select min(pid) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'");
        var higher = await operators.AskAsync("select max(pid) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'");
        Assert.NotEqual(lower, higher);
        Assert.Contains(Text($"MiniExchange node {Environment.ProcessId}@"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Text($"(server process {lower})"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Text($"(server process {higher})"), refusal.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void OpenWriter_OnceTheLastNodeHasLeft_TakesTheJournal()
    {
        using (OpenJournal().Join())
        using (OpenJournal().Join())
        {
            Assert.Throws<JournalInUseException>(() => OpenJournal().OpenWriter());
        }

        using var writer = OpenJournal(lockWaitMs: 20_000).OpenWriter();
        Assert.Equal(0, writer.LastPosition);
    }

    [PostgresFact]
    public void Join_WhileAnEngineHasTheJournalAlone_IsRefusedAndToldOfIt()
    {
        using var writer = OpenJournal().OpenWriter();

        var refusal = Assert.Throws<JournalInUseException>(() => OpenJournal().Join());

        Assert.Contains(Text($"MiniExchange engine {Environment.ProcessId}@"), refusal.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task OpenWriter_WhileASessionOfALostNodeStillAppends_WaitsForItsEnd()
    {
        OpenJournal().Join().Dispose();
        await using var orphan = await RawAppender.OpenAsync(_database.Value);
        await orphan.BeginAsync("account-1", 1);
        var refusal = Assert.Throws<JournalInUseException>(() => OpenJournal().OpenWriter());
        Assert.Contains("still written", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("server process", refusal.Message, StringComparison.Ordinal);

        var opening = Task.Run(() => OpenJournal(lockWaitMs: 20_000).OpenWriter());
        await orphan.CommitAsync();

        using var writer = await opening;
        Assert.Equal(1, writer.LastPosition);
    }

    [PostgresFact]
    public async Task Confirm_WhenTheServerEndsTheSession_FailsAndTheNodeCanJoinAnew()
    {
        using (var node = OpenJournal().Join())
        {
            node.Confirm();
            await using var operators = await RawAppender.OpenAsync(_database.Value);
            await operators.RunAsync("select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'");

            Assert.Throws<JournalUnavailableException>(node.Confirm);
            Assert.Throws<JournalUnavailableException>(node.Confirm);
            Assert.Throws<JournalUnavailableException>(() => node.StoreLowWater(1));
        }

        using var anew = OpenJournal().Join();
        anew.Confirm();
        Assert.Equal(0, anew.ReadLowWater());
    }

    [OwnPostgresFact]
    public async Task Confirm_WhenTheServerDoesNotAnswer_FailsFarBelowADeadPeersTime()
    {
        using var server = PostgresServer.Start();
        using var node = new PostgresJournal(new PostgresJournalOptions(server.ConnectionString) { DeadPeerMs = 600_000 }).Join();
        await using var operators = await RawAppender.OpenAsync(server.ConnectionString);
        var held = (int)await operators.AskAsync("select pid from pg_locks where locktype = 'advisory'");
        Signal("-STOP", held);
        try
        {
            var confirming = Task.Run(() => Assert.Throws<JournalUnavailableException>(node.Confirm));
            Assert.True(
                await Task.WhenAny(confirming, Task.Delay(TimeSpan.FromSeconds(20))) == confirming, "Waited 20 s for the confirmation to fail.");
            await confirming;
        }
        finally
        {
            Signal("-CONT", held);
        }
    }

    [PostgresFact]
    public void OtherMembers_AreToldWhereTheyAre_ForAsLongAsTheyHaveTheirShare()
    {
        using var asking = OpenJournal().Join();
        var first = OpenJournal().Join();
        using var second = OpenJournal().Join();
        Assert.Empty(asking.OtherMembers());

        first.BecomeMember("10.0.0.1:4053");
        second.BecomeMember($"{new string('a', 60)}.example:4053");
        asking.BecomeMember("10.0.0.3:4053");

        // A name that PostgreSQL would cut is not told; that there is a member is.
        Assert.Equal(["", "10.0.0.1:4053"], asking.OtherMembers().Order());

        // The server ends a session a moment after it was closed.
        first.Dispose();
        Assert.True(SpinWait.SpinUntil(() => asking.OtherMembers() is [""], TimeSpan.FromSeconds(10)), "The member that left is still told.");
    }

    [PostgresFact]
    public void LowWater_OfSeveralNodes_NeverGoesBack()
    {
        using var one = OpenJournal().Join();
        using var two = OpenJournal().Join();
        Assert.Equal(0, one.ReadLowWater());

        one.StoreLowWater(7);
        two.StoreLowWater(6);
        Assert.Equal(7, two.ReadLowWater());
        two.StoreLowWater(8);
        Assert.Equal(8, one.ReadLowWater());

        // Joining changes nothing, nor does going over to the other engine.
        one.Dispose();
        two.Dispose();
        using (var three = OpenJournal().Join()) Assert.Equal(8, three.ReadLowWater());
        using var writer = OpenJournal(lockWaitMs: 20_000).OpenWriter();
        Assert.Equal(8, writer.LowWater);
    }

    [PostgresFact]
    public void Join_WhenSynchronousCommitIsOff_IsRefusedUnlessLossIsAllowed()
    {
        var database = new NpgsqlConnectionStringBuilder(_database.Value).Database;
        postgres.Execute($"alter database {database} set synchronous_commit = off");

        var refusal = Assert.Throws<JournalUnavailableException>(() => OpenJournal().Join());

        Assert.Contains("synchronous_commit=off", refusal.Message, StringComparison.Ordinal);
        using var allowed = new PostgresJournal(new PostgresJournalOptions(_database.Value) { AllowDataLoss = true }).Join();
        allowed.Confirm();
    }

    [PostgresFact]
    public void Node_ThatConfirmsItsShareAndThenFallsSilent_LosesItInTheTimeOfADeadPeer()
    {
        using var silent = new PostgresJournal(new PostgresJournalOptions(_database.Value) { DeadPeerMs = 1_000 }).Join();
        silent.Confirm();
        Assert.Throws<JournalInUseException>(() => OpenJournal().OpenWriter());

        // Its connection is sound, and its system answers for it: only the server can notice.
        using var successor = OpenJournal(lockWaitMs: 20_000).OpenWriter();

        Assert.Throws<JournalUnavailableException>(silent.Confirm);
    }

    [PostgresFact]
    public async Task Upgrade_ThatTakesTablesAway_IsRefusedWhileOtherNodesHaveShares()
    {
        await using var store = new PostgreSqlStore(_database.Value);
        using var one = OpenJournal().Join();
        await using var operators = await RawAppender.OpenAsync(_database.Value);
        await operators.RunAsync(SchemaVersion1.Create(SqlDialect.PostgreSql));
        using (OpenJournal().Join())
        {
            var refusal = await Assert.ThrowsAsync<JournalInUseException>(() => store.PrepareAsync(CancellationToken.None));

            Assert.Contains("Stop all nodes, start one with this program", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(1L, await operators.AskAsync("select version from relational_schema"));
            await operators.RunAsync("update relational_schema set version = 2");
            await store.PrepareAsync(CancellationToken.None);
            await operators.RunAsync("drop table listen_keys; drop table api_key_removals; update relational_schema set version = 1");
        }

        // The server ends a session in its own time.
        var waited = Stopwatch.StartNew();
        while (await operators.AskAsync("select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'") > 1)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "The other node's share was not given back within 20 s.");
        }

        await store.PrepareAsync(CancellationToken.None);
        Assert.Equal(RelationalSchema.Version, await operators.AskAsync("select version from relational_schema"));
    }

    private PostgresJournal OpenJournal(int lockWaitMs = 0) =>
        new(new PostgresJournalOptions(_database.Value) { LockWaitMs = lockWaitMs });

    private static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
