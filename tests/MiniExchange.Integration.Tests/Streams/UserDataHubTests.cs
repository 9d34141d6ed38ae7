using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Api;
using MiniExchange.Api.Streams;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>Who is told what, from which record on, whatever happens to the feed and the journal.</summary>
public sealed class UserDataHubTests : IAsyncDisposable
{
    private static readonly AccountId Alice = new(1);
    private static readonly AccountId Bob = new(2);

    private readonly WrittenFeed _feed = new();
    private readonly ManualTime _time = new(ApiHost.Start);
    private readonly LogLines _log = new();
    private readonly ApiOptions _options = new() { MaxWatchedAccounts = 2 };
    private readonly UserDataHub _hub;
    private int _codecs;

    public UserDataHubTests()
    {
        var markets = new MarketDirectory();
        markets.Replace(new MarketCatalog([ApiHost.Btc, ApiHost.Usdt, ApiHost.Eth], [ApiHost.BtcUsdt]));
        _hub = new UserDataHub(
            _feed, _feed, CreateCodec, markets, Options.Create(_options), _time,
            LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<UserDataHub>());
    }

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Subscriber_IsToldWhatHappensFromNowOn_OfItsOwnAccountOnly()
    {
        _feed.Credits(Alice, 100);
        var alice = new Listener();
        using var subscription = await _hub.SubscribeAsync(Alice, alice, default);

        _feed.Credits(Bob, 5);
        _feed.Credits(Alice, 23);

        Assert.Equal(("balanceUpdate", "0.00000023"), await alice.NextAsync("d"));
        Assert.Equal(("outboundAccountPosition", "0.00000123"), await alice.NextAsync("B"));
        Assert.Equal(1, _codecs);
    }

    [Fact]
    public async Task Subscriber_WhoComesWhileRecordsDo_MissesNothingAndHearsNothingTwice()
    {
        const int creditsPerRound = 100;
        for (var round = 1; round <= 10; round++)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writing = Task.Run(() =>
            {
                for (var i = 0; i < creditsPerRound - 1; i++)
                {
                    _feed.Credits(Alice, 1);
                    started.TrySetResult();
                }
            });
            await started.Task;
            var listener = new Listener();
            using var subscription = await _hub.SubscribeAsync(Alice, listener, default);
            await writing;
            _feed.Credits(Alice, 1);

            // Whatever it is told first, from there on every credit follows the one before it, up to the last.
            var last = 0L;
            while (last < round * creditsPerRound)
            {
                await listener.NextAsync("d");
                var free = (await listener.NextAsync("B")).Value;
                var units = (long)(decimal.Parse(free, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000);
                if (last > 0) Assert.Equal(last + 1, units);
                last = units;
            }

            Assert.Equal(0, listener.Count);
        }
    }

    [Fact]
    public async Task Subscribers_OfOneAccount_ShareOneCopyAndAreToldTheSame()
    {
        var (first, second) = (new Listener(), new Listener());
        using var one = await _hub.SubscribeAsync(Alice, first, default);
        using var two = await _hub.SubscribeAsync(Alice, second, default);

        _feed.Credits(Alice, 7);

        Assert.Equal(await first.NextAsync("d"), await second.NextAsync("d"));
        Assert.Equal((1, 1), (_codecs, _feed.Opened));
    }

    [Fact]
    public async Task Subscriber_WhoLeft_IsToldNothingMore_AndItsCopyIsForgotten()
    {
        var (stays, leaves) = (new Listener(), new Listener());
        using var staying = await _hub.SubscribeAsync(Alice, stays, default);
        var leaving = await _hub.SubscribeAsync(Alice, leaves, default);
        leaving.Dispose();
        leaving.Dispose();

        _feed.Credits(Alice, 7);

        await stays.NextAsync("d");
        await stays.NextAsync("B");
        Assert.Equal(0, leaves.Count);

        staying.Dispose();
        using var again = await _hub.SubscribeAsync(Alice, new Listener(), default);
        Assert.Equal(2, _codecs);
    }

    [Fact]
    public async Task Accounts_WhenTooMany_AreRefusedUntilOneIsLeft()
    {
        var first = await _hub.SubscribeAsync(Alice, new Listener(), default);
        using var second = await _hub.SubscribeAsync(Bob, new Listener(), default);

        await Assert.ThrowsAsync<UserDataUnavailableException>(() => _hub.SubscribeAsync(new AccountId(3), new Listener(), default).AsTask());
        using var shared = await _hub.SubscribeAsync(Bob, new Listener(), default);

        first.Dispose();
        using var third = await _hub.SubscribeAsync(new AccountId(3), new Listener(), default);
        Assert.NotNull(third);
    }

    [Fact]
    public async Task Subscribing_WhileTheJournalIsAway_FailsAndThenWorks()
    {
        _feed.IsAway = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _hub.SubscribeAsync(Alice, new Listener(), default).AsTask());

        _feed.IsAway = false;
        var listener = new Listener();
        using var subscription = await _hub.SubscribeAsync(Alice, listener, default);
        _feed.Credits(Alice, 4);

        Assert.Equal(("balanceUpdate", "0.00000004"), await listener.NextAsync("d"));
    }

    [Fact]
    public async Task Record_ThatCannotBeFollowed_EndsThatAccountsStreamsOnly()
    {
        var (alice, bob) = (new Listener(), new Listener());
        using var one = await _hub.SubscribeAsync(Alice, alice, default);
        using var two = await _hub.SubscribeAsync(Bob, bob, default);

        _feed.Write(Alice, "account.record/99", []);
        _feed.Credits(Alice, 1);
        _feed.Credits(Bob, 2);

        Assert.Equal("0.00000002", (await bob.NextAsync("d")).Value);
        Assert.Equal("eventStreamTerminated", (await alice.NextAsync(null)).Kind);
        Assert.Equal((0, true, false), (alice.Count, alice.HasEnded, bob.HasEnded));
        Assert.Contains("account 1 ended: record 1", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EngineState.Starting)]
    [InlineData(EngineState.Recovering)]
    public async Task Subscribing_WhileTheExchangeStarts_IsRefused_AndReadsNothingOfThePast(EngineState state)
    {
        _feed.State = state;
        _feed.Credits(Alice, 1);
        await Assert.ThrowsAsync<UserDataUnavailableException>(() => _hub.SubscribeAsync(Alice, new Listener(), default).AsTask());
        Assert.Equal(0, _feed.Opened);

        _feed.State = EngineState.Ready;
        var listener = new Listener();
        using var subscription = await _hub.SubscribeAsync(Alice, listener, default);
        _feed.Credits(Alice, 2);

        Assert.Equal("0.00000002", (await listener.NextAsync("d")).Value);
        Assert.Equal(1, _feed.ReadFrom);
    }

    [Fact]
    public async Task Feed_ThatCannotBeRead_IsTriedAgain_AndSaidMeanwhile()
    {
        var listener = new Listener();
        using var subscription = await _hub.SubscribeAsync(Alice, listener, default);
        _feed.Failure = new InvalidOperationException("It is broken.");
        _feed.Credits(Alice, 1);
        _feed.Credits(Alice, 2);
        await Waiting.UntilAsync(() => _hub.NotReadyBecause() is not null, "the hub said that it stands still");
        Assert.Matches("^User streams stand at position 0, [12] behind: It is broken.$", _hub.NotReadyBecause());

        _feed.Failure = null;
        await Waiting.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return _hub.NotReadyBecause() is null;
            },
            "the hub went on");

        Assert.Equal("0.00000001", (await listener.NextAsync("d")).Value);
        await listener.NextAsync("B");
        Assert.Equal("0.00000002", (await listener.NextAsync("d")).Value);
        Assert.Contains(_log.Lines, static line => line.EndsWith("It is broken.", StringComparison.Ordinal));
    }

    private AccountCodec CreateCodec()
    {
        Interlocked.Increment(ref _codecs);
        return new AccountCodec();
    }

    /// <summary>Keeps what it is told for a test to take, one after the other.</summary>
    internal sealed class Listener : IUserDataSink
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
        private readonly Channel<JsonElement> _told = Channel.CreateUnbounded<JsonElement>();

        public bool HasEnded { get; private set; }

        public int Count => _told.Reader.Count;

        public void Send(ReadOnlyMemory<byte> eventJson) => _told.Writer.TryWrite(JsonDocument.Parse(eventJson).RootElement);

        public void Ended(ReadOnlyMemory<byte> lastEvent)
        {
            HasEnded = true;
            Send(lastEvent);
        }

        public async Task<JsonElement> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        /// <summary>The next event's kind, and one field of it; of balances, what is free of the first.</summary>
        public async Task<(string Kind, string Value)> NextAsync(string? field)
        {
            var told = await NextAsync();
            var value = field switch
            {
                null => "",
                "B" => told.GetProperty("B")[0].GetProperty("f").GetString()!,
                _ => told.GetProperty(field).GetString()!,
            };
            return (told.GetProperty("e").GetString()!, value);
        }
    }

    /// <summary>A journal that a test writes, with its feed: what is written is shown after it can be read.</summary>
    private sealed class WrittenFeed : IEngine, ICommittedFeed, IJournal
    {
        private readonly MemoryJournal _journal = new();
        private readonly IJournalWriter _writer;
        private readonly AccountCodec _codec = new();
        private readonly Dictionary<ActorAddress, long> _numbers = [];
        private readonly Lock _gate = new();
        private TaskCompletionSource _grown = NewSignal();
        private int _references;

        public WrittenFeed() => _writer = _journal.OpenWriter();

        public bool IsAway { get; set; }

        public int Opened { get; private set; }

        public EngineState State { get; set; } = EngineState.Ready;

        /// <summary>What reading the feed throws; null if it can be read.</summary>
        public Exception? Failure { get; set; }

        /// <summary>Where the feed was first read from.</summary>
        public long ReadFrom { get; private set; } = -1;

        public EngineHealth Health => new(State, "", []);

        public bool IsCurrent => true;

        public ICommittedFeed Feed => this;

        public long LastPosition => _journal.Records.Count;

        public long OpenedAt => 0;

        public void Credits(AccountId account, long units)
        {
            lock (_gate)
            {
                var at = 1_700_000_000_000_000;
                var turn = new Turn<AccountEvent> { AtUnixMicros = at };
                turn.Events.Add(new Credited(account, ApiHost.Btc.Id, new AssetUnits(units), $"credit-{++_references}", at));
                var payload = new ArrayBufferWriter<byte>();
                _codec.WriteTurn(turn, payload);
                Write(account, _codec.RecordManifest, payload.WrittenSpan.ToArray());
            }
        }

        public void Write(AccountId account, string manifest, byte[] payload)
        {
            var address = Addresses.Account(account);
            TaskCompletionSource grown;
            lock (_gate)
            {
                var number = _numbers[address] = _numbers.GetValueOrDefault(address) + 1;
                var record = new RecordToAppend
                {
                    Address = address, Number = number, SerializerId = _codec.SerializerId, Manifest = manifest, Payload = payload, CreatedAtUnixMicros = 1,
                };
                _writer.Commit(new JournalBatch([record], [], null));
                (grown, _grown) = (_grown, NewSignal());
            }

            grown.SetResult();
        }

        public async ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken)
        {
            if (ReadFrom < 0) ReadFrom = afterPosition;
            while (true)
            {
                Task grown;
                lock (_gate) grown = _grown.Task;
                using var reader = _journal.OpenReader();
                var records = reader.ReadAfter(afterPosition, maxRecords);
                if (records.Count > 0) return Failure is { } failure ? throw failure : records;
                await grown.WaitAsync(cancellationToken);
            }
        }

        public IJournalReader OpenReader()
        {
            Opened++;
            return IsAway ? throw new JournalUnavailableException("It is away.") : _journal.OpenReader();
        }

        public IJournalWriter OpenWriter() => throw new NotSupportedException();

        public Task<Answer> AskAsync(ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
