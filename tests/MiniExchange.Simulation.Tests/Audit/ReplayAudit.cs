using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>The same state whichever way it is reached: every event from the first on, any snapshot, or live.</summary>
internal sealed class ReplayAudit(IReadOnlyList<SnapshotToStore> snapshots)
{
    private const string Check = "replay";

    private readonly Dictionary<ActorAddress, Replayed> _actors = [];
    private readonly ILookup<(ActorAddress, long), SnapshotToStore> _snapshots =
        snapshots.ToLookup(snapshot => (snapshot.Address, snapshot.RecordNumber));

    /// <summary>Snapshots compared.</summary>
    public int SnapshotCount { get; private set; }

    /// <summary>Takes in the turns of one record.</summary>
    public void See(IReadOnlyList<JournalTurn> record)
    {
        var address = record[0].Address;
        if (!_actors.TryGetValue(address, out var actor)) _actors.Add(address, actor = new Replayed(address));
        foreach (var turn in record) actor.Apply(turn);
        foreach (var snapshot in _snapshots[(address, record[0].Record.Number)])
        {
            SnapshotCount++;
            actor.Compare(snapshot);
        }
    }

    /// <summary>Every snapshot stands on a record that exists.</summary>
    public void Finish(IJournalReader journal)
    {
        foreach (var (address, actor) in _actors)
        {
            var stored = journal.ReadSnapshot(address);
            AuditException.Require(
                "snapshots",
                stored is null || stored.RecordNumber <= actor.RecordNumber,
                $"{address} has a snapshot after record {stored?.RecordNumber} and {actor.RecordNumber} records.");
        }
    }

    /// <summary>Compares whatever is loaded with the journal.</summary>
    public void CompareLive(SimulatedExchange exchange)
    {
        foreach (var (address, account) in exchange.Accounts) Compare(address, AccountHash.StateHash(account.State));
        foreach (var (address, book) in exchange.Books) Compare(address, book.State.StateHash());
    }

    private void Compare(ActorAddress address, ulong live)
    {
        // An account that was only asked for, and has no record, is nobody's.
        if (!_actors.TryGetValue(address, out var actor)) return;
        AuditException.Require(Check, actor.StateHash() == live, $"{address} is {live:x16} in memory and {actor.StateHash():x16} by its journal.");
    }

    /// <summary>One actor rebuilt by the Domain's own functions, and its open messages and marks by counting.</summary>
    private sealed class Replayed(ActorAddress address)
    {
        private readonly Book _book = new();
        private readonly Dictionary<ActorAddress, (long Consumed, long Sent)> _marks = [];
        private readonly List<OpenSend> _open = [];
        private Account _account = Account.Empty(new AccountId(address.Kind == Addresses.AccountKind ? long.Parse(address.Id, System.Globalization.CultureInfo.InvariantCulture) : 0));

        public long RecordNumber { get; private set; }

        public void Apply(JournalTurn turn)
        {
            RecordNumber = turn.Record.Number;
            try
            {
                foreach (var happened in turn.AccountEvents) _account = AccountDecider.Evolve(_account, happened);
                foreach (var happened in turn.BookEvents) _book.Apply(happened);
            }
            catch (InvariantBrokenException broken)
            {
                throw new AuditException(Check, $"{turn} cannot be replayed: {broken.Message}");
            }

            if (!turn.CauseFrom.IsNone) _marks[turn.CauseFrom] = _marks.GetValueOrDefault(turn.CauseFrom) with { Consumed = turn.CauseSequence };
            foreach (var acknowledged in turn.Acknowledged)
            {
                _open.RemoveAll(send => send.To == acknowledged.Address && send.Sequence <= acknowledged.Sent);
            }

            foreach (var send in turn.Sends)
            {
                _open.Add(send);
                _marks[send.To] = _marks.GetValueOrDefault(send.To) with { Sent = send.Sequence };
            }
        }

        public ulong StateHash() => address.Kind switch
        {
            Addresses.AccountKind => AccountHash.StateHash(_account),
            Addresses.BookKind => _book.StateHash(),
            _ => 0,
        };

        public void Compare(SnapshotToStore stored)
        {
            switch (address.Kind)
            {
                case Addresses.AccountKind:
                    Compare(new AccountCodec().ReadSnapshot(stored.Manifest, stored.Payload)!, AccountHash.StateHash);
                    break;
                case Addresses.BookKind:
                    Compare(new BookCodec().ReadSnapshot(stored.Manifest, stored.Payload)!, book => book.StateHash());
                    break;
            }
        }

        private void Compare<TState>(CellSnapshot<TState> snapshot, Func<TState, ulong> hash)
        {
            Require(snapshot.RecordNumber == RecordNumber, $"says that it stands after record {snapshot.RecordNumber}");
            Require(hash(snapshot.State) == StateHash(), "has another state");

            var open = string.Join("; ", _open.OrderBy(send => send.To.PersistenceId, StringComparer.Ordinal).ThenBy(send => send.Sequence).Select(send => $"{send.To} {send.Sequence}"));
            var kept = string.Join("; ", snapshot.OpenSends.OrderBy(send => send.To.PersistenceId, StringComparer.Ordinal).ThenBy(send => send.Sequence).Select(send => $"{send.To} {send.Sequence}"));
            Require(open == kept, $"has open messages '{kept}' instead of '{open}'");
            Require(
                snapshot.FirstPeers.Count == _marks.Count
                    && snapshot.FirstPeers.All(peer => _marks.TryGetValue(peer.Address, out var marks) && marks == (peer.Consumed, peer.Sent)),
                "has other marks");
        }

        private void Require(bool condition, string otherwise) => AuditException.Require(
            "snapshots", condition, $"The snapshot of {address} after record {RecordNumber} {otherwise}.");
    }
}
