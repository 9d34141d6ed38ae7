using System;
using System.Collections.Immutable;
using System.Threading;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>One account that somebody watches: a copy of its state, kept up by the feed, and those who are told what happens.</summary>
/// <remarks>
/// It is known to the feed's loop before it is seeded. What the loop shows it meanwhile is durable and so in the journal: it seeds
/// until it has at least that, and follows record by record from there. So nothing is missed and nothing told twice.
/// </remarks>
internal sealed class UserDataWatch
{
    private readonly Lock _gate = new();
    private readonly StateReplica<Account, AccountEvent> _account;
    private readonly UserDataReports _reports;
    private ImmutableArray<IUserDataSink> _sinks = [];
    private long _seen;
    private bool _isLive;
    private bool _hasEnded;

    public UserDataWatch(AccountId account, ICellCodec<Account, AccountEvent> codec, MarketDirectory markets)
    {
        Account = account;
        _account = new StateReplica<Account, AccountEvent>(
            Addresses.Account(account),
            codec,
            () => Domain.Accounts.Account.Empty(account),
            static (Account state, in AccountEvent happened) => AccountDecider.Evolve(state, happened));
        _reports = new UserDataReports(markets, Send);
    }

    /// <summary>Whose.</summary>
    public AccountId Account { get; }

    /// <summary>Subscriptions that keep it; the hub's to count.</summary>
    public int Users { get; set; }

    /// <summary>Brings the copy up to all that the feed has shown. Reads the journal, so not for the feed's own loop.</summary>
    public void Seed(IJournalReader journal, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _account.Seed(journal);
            lock (_gate)
            {
                if (_seen > _account.RecordNumber) continue;
                _isLive = true;
                return;
            }
        }
    }

    /// <summary>Follows a record of the account.</summary>
    public void Observe(JournalRecord record)
    {
        lock (_gate)
        {
            if (_isLive) _account.Follow(record, _sinks.IsEmpty ? null : _reports);
            else _seen = record.Number;
        }
    }

    /// <summary>Tells somebody what happens from the next record on; false if nothing will be told any more.</summary>
    public bool TryAdd(IUserDataSink sink)
    {
        lock (_gate)
        {
            if (!_hasEnded) _sinks = _sinks.Add(sink);
            return !_hasEnded;
        }
    }

    /// <summary>Tells somebody nothing more; once this returns, nothing more comes.</summary>
    public void Remove(IUserDataSink sink)
    {
        lock (_gate) _sinks = _sinks.Remove(sink);
    }

    /// <summary>Tells everybody that nothing more comes, because the copy cannot be kept up.</summary>
    public void End(long atUnixMicros)
    {
        ImmutableArray<IUserDataSink> sinks;
        lock (_gate)
        {
            _hasEnded = true;
            (sinks, _sinks) = (_sinks, []);
        }

        var lastEvent = UserDataJson.OfTermination(atUnixMicros);
        foreach (var sink in sinks) sink.Ended(lastEvent);
    }

    private void Send(ReadOnlyMemory<byte> json)
    {
        foreach (var sink in _sinks) sink.Send(json);
    }
}
