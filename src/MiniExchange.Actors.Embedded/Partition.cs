using System;
using System.Collections.Generic;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Embedded;

/// <summary>One worker and the actors that belong to it: it loads them, feeds them one parcel at a time, and unloads them.</summary>
internal sealed class Partition : IWork, ICellHost
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(500);

    private readonly Generation _generation;
    private readonly IJournalReader _reader;
    private readonly EmbeddedEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly Signal _signal = new();
    private readonly object _gate = new();
    private readonly Dictionary<ActorKind, CellFactory> _factories = [];
    private readonly Dictionary<ActorAddress, LinkedListNode<LoadedActor>> _actors = [];
    private readonly LinkedList<LoadedActor> _byLastUse = new();
    private readonly PriorityQueue<Cell, long> _timers = new();
    private readonly HashSet<Cell> _recovering = [];
    private readonly int _maxLoaded;

    private List<Parcel> _mailbox = [];
    private List<Parcel> _inHand = [];
    private int _next;
    private int _loadedCount;

    public Partition(int number, Generation generation, IJournalReader reader, EmbeddedEngineOptions options, TimeProvider time)
    {
        Name = $"partition-{number}";
        _generation = generation;
        _reader = reader;
        _options = options;
        _time = time;
        _maxLoaded = Math.Max(1, options.MaxLoadedActors / options.Partitions);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool IsStopping => _generation.IsStopping;

    /// <summary>Parcels that wait, for metrics.</summary>
    public int QueueLength
    {
        get
        {
            lock (_gate) return _mailbox.Count;
        }
    }

    /// <summary>Actors in memory, for metrics.</summary>
    public int LoadedCount => System.Threading.Volatile.Read(ref _loadedCount);

    /// <summary>Puts a parcel into the mailbox; never refused, because room was reserved at the door.</summary>
    public void Post(Parcel parcel)
    {
        lock (_gate) _mailbox.Add(parcel);
        _signal.Set();
    }

    /// <summary>Wakes the worker so that it sees that it must stop.</summary>
    public void Wake() => _signal.Set();

    /// <inheritdoc />
    public bool RunOnce()
    {
        try
        {
            var worked = false;
            for (var i = 0; i < _options.ParcelsPerStep && TryTake(out var parcel); i++)
            {
                Handle(parcel);
                worked = true;
            }

            return RunTimers() || worked;
        }
        catch (Exception cause)
        {
            // An actor that cannot be loaded, or whose state refused an event, leaves no safe way on.
            _generation.Fail(cause);
            return false;
        }
    }

    /// <inheritdoc />
    public void WaitForWork()
    {
        var sleep = LongestSleep;
        if (_timers.TryPeek(out _, out var dueAt))
        {
            var untilDue = TimeSpan.FromMicroseconds(Math.Max(0, dueAt - _time.GetUnixMicros()));
            if (untilDue < sleep) sleep = untilDue;
        }

        _signal.Wait(sleep);
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    /// <inheritdoc />
    void ICellHost.Emit(CellOutput output) => _generation.Emit(output);

    /// <inheritdoc />
    void ICellHost.WakeAt(Cell cell, long atUnixMicros) => _timers.Enqueue(cell, atUnixMicros);

    /// <inheritdoc />
    void ICellHost.ReportFault(ActorAddress actor, string what, Exception cause) => _generation.ReportFault(actor, what, cause);

    private bool TryTake(out Parcel parcel)
    {
        if (_next == _inHand.Count)
        {
            _inHand.Clear();
            _next = 0;
            lock (_gate) (_mailbox, _inHand) = (_inHand, _mailbox);
        }

        parcel = _next < _inHand.Count ? _inHand[_next++] : null!;
        return parcel is not null;
    }

    private void Handle(Parcel parcel)
    {
        // Who waits for an acknowledgement stays in memory. To load somebody for a late one would make them ask their
        // receivers once more, whose answers would come late again: for ever, if memory is so short that they have left by then.
        if (parcel is Acknowledgement && !_actors.ContainsKey(parcel.To)) return;

        var now = _time.GetUnixMicros();
        if (parcel is MarkInquiry && !_actors.ContainsKey(parcel.To))
        {
            // Whoever left memory has nothing open, though its journal may not say so yet. Loaded for good it would ask its own
            // receivers; two that tell each other things would then wake each other for ever where memory is short.
            Recovered(parcel.To).Receive(parcel, now);
            return;
        }

        var cell = Load(parcel.To, now);
        if (parcel is WakeUp)
        {
            if (cell.HasOpenSends && _recovering.Add(cell)) return;
            _generation.Recovered();
            return;
        }

        cell.Receive(parcel, now);
        if (_recovering.Count > 0 && !cell.HasOpenSends && _recovering.Remove(cell)) _generation.Recovered();
    }

    private Cell Load(ActorAddress address, long now)
    {
        if (_actors.TryGetValue(address, out var node))
        {
            node.Value.LastUsedUnixMicros = now;
            _byLastUse.Remove(node);
            _byLastUse.AddLast(node);
            return node.Value.Cell;
        }

        var cell = Recovered(address);
        _actors.Add(address, _byLastUse.AddLast(new LoadedActor(cell, now, _generation.KindOf(address).IsRemembered)));
        _loadedCount = _actors.Count;
        cell.Resume(now);
        return cell;
    }

    private Cell Recovered(ActorAddress address)
    {
        var kind = _generation.KindOf(address);
        if (!_factories.TryGetValue(kind, out var factory)) _factories.Add(kind, factory = kind.CreateFactory());
        var cell = factory.CreateCell(address, this, _options.Cells);
        cell.Recover(_reader);
        return cell;
    }

    private bool RunTimers()
    {
        var now = _time.GetUnixMicros();
        var worked = false;
        while (_timers.TryPeek(out var cell, out var dueAt) && dueAt <= now)
        {
            _timers.Dequeue();
            worked = true;

            // A timer of an actor that was unloaded since, and perhaps loaded anew, is not for this cell any more.
            if (_actors.TryGetValue(cell.Stream.Address, out var node) && ReferenceEquals(node.Value.Cell, cell)) cell.OnTimer(now);
        }

        return Unload(now) || worked;
    }

    private bool Unload(long now)
    {
        var idleSince = now - (_options.UnloadAfterMs * 1_000L);
        var unloaded = false;
        while (_byLastUse.First is { } oldest
            && (oldest.Value.LastUsedUnixMicros < idleSince || _actors.Count > _maxLoaded))
        {
            _byLastUse.Remove(oldest);
            if (oldest.Value.IsRemembered || !oldest.Value.Cell.CanUnload)
            {
                // Looked at again only after everybody else, so that one busy actor does not end the sweep for good.
                oldest.Value.LastUsedUnixMicros = now;
                _byLastUse.AddLast(oldest);
                if (oldest.Previous is null || _actors.Count > _maxLoaded) break;
                continue;
            }

            _actors.Remove(oldest.Value.Cell.Stream.Address);
            _loadedCount = _actors.Count;
            unloaded = true;
        }

        return unloaded;
    }

    private sealed class LoadedActor(Cell cell, long lastUsedUnixMicros, bool isRemembered)
    {
        public Cell Cell { get; } = cell;

        public long LastUsedUnixMicros { get; set; } = lastUsedUnixMicros;

        public bool IsRemembered { get; } = isRemembered;
    }
}
