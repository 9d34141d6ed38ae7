using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of settlement: <c>settlement.record/1</c> and <c>settlement.snapshot/1</c>.</summary>
public sealed class SettlementCodec : CellCodec<Batches, SettlementEvent>
{
    /// <summary>A codec for the cells of one worker.</summary>
    public SettlementCodec()
        : base("settlement", snapshotVersion: 1)
    {
    }

    private protected override void WriteEvents(ReadOnlySpan<SettlementEvent> events, Schemas.Turn stored)
    {
        stored.SettlementEvents.Clear();
        foreach (var happened in events)
        {
            if (happened is not BatchClosed(var batch, var carried)) throw new UnreachableException($"No stored shape for {happened.GetType().Name}.");

            var closed = new Schemas.BatchClosed { Batch = Write(batch) };
            closed.Carried.AddRange(carried.Select(Write));
            stored.SettlementEvents.Add(new Schemas.SettlementEvent { BatchClosed = closed });
        }
    }

    private protected override void ReadEvents(Schemas.Turn stored, List<SettlementEvent> events)
    {
        foreach (var happened in stored.SettlementEvents)
        {
            if (happened.BatchClosed is not { } closed) throw StoredNumbers.Unknown("a settlement event of an unknown kind:", happened);

            events.Add(new BatchClosed(Read(closed.Batch), [.. closed.Carried.Select(Read)]));
        }
    }

    private protected override void WriteState(Batches state, Schemas.Snapshot stored)
    {
        stored.Settlement = new Schemas.SettlementState();
        stored.Settlement.Latest.AddRange(state.Latest.Select(Write));
        stored.Settlement.Carried.AddRange(state.Carried.Select(Write));
    }

    private protected override Batches ReadState(Schemas.Snapshot stored)
    {
        if (stored.Settlement is not { } settlement) throw StoredNumbers.Unknown("a snapshot of settlement whose state is", stored.StateCase);

        return new Batches([.. settlement.Latest.Select(Read)], [.. settlement.Carried.Select(Read)]);
    }

    internal static Schemas.Batch Write(Batch batch)
    {
        var stored = new Schemas.Batch
        {
            Number = batch.Number,
            AfterPosition = batch.AfterPosition,
            ThroughPosition = batch.ThroughPosition,
            Trades = batch.Trades,
            ClosedAtUnixMicros = batch.ClosedAtUnixMicros,
        };
        stored.Assets.AddRange(batch.Assets.Select(Write));
        return stored;
    }

    internal static Batch Read(Schemas.Batch stored) => new(
        stored.Number,
        stored.AfterPosition,
        stored.ThroughPosition,
        stored.Trades,
        [.. stored.Assets.Select(Read)],
        stored.ClosedAtUnixMicros);

    internal static Schemas.AssetNet Write(AssetNet asset) => new()
    {
        Asset = asset.Asset.Value,
        Credits = Write(asset.Credits),
        Debits = Write(asset.Debits),
        Fees = Write(asset.Fees),
    };

    internal static AssetNet Read(Schemas.AssetNet stored) =>
        new(new AssetId(stored.Asset), Read(stored.Credits), Read(stored.Debits), Read(stored.Fees));

    internal static Schemas.TradeLeg Write(TradeLeg leg) => new()
    {
        TradeId = leg.TradeId.Value,
        Role = (int)leg.Role,
        PaidAsset = leg.PaidAsset.Value,
        Paid = leg.Paid.Value,
        ReceivedAsset = leg.ReceivedAsset.Value,
        Received = leg.Received.Value,
        Fee = leg.Fee.Value,
    };

    internal static TradeLeg Read(Schemas.TradeLeg stored) => new(
        new TradeId(stored.TradeId),
        StoredNumbers.Read<LiquidityRole>(stored.Role),
        new AssetId(stored.PaidAsset),
        new AssetUnits(stored.Paid),
        new AssetId(stored.ReceivedAsset),
        new AssetUnits(stored.Received),
        new AssetUnits(stored.Fee));

    private static Schemas.Wide Write(Int128 sum) => new() { High = unchecked((ulong)(sum >> 64)), Low = unchecked((ulong)sum) };

    private static Int128 Read(Schemas.Wide stored)
    {
        StoredParts.Require(stored);
        return new Int128(stored.High, stored.Low);
    }
}
