using System.Buffers;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Accounts;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Codecs;

/// <summary>A snapshot forgets nothing: whatever a random market has come to is read back with the same hash.</summary>
public sealed class SnapshotHashTests
{
    [Theory]
    [InlineData(4UL)]
    [InlineData(5UL)]
    public void Snapshots_OfARandomMarket_AreReadBackWithTheSameHash(ulong seed)
    {
        var market = new SmallMarket(new InMemoryFeed(), seed);
        var (parked, listed, prevented) = (0, 0L, 0L);
        for (var step = 0; step < 1_200; step++)
        {
            market.Step();
            if (step % 25 != 0) continue;

            Assert.Equal(market.Book.StateHash(), ReadBack(new BookCodec(), market.Book).StateHash());
            foreach (var account in market.Accounts)
            {
                Assert.Equal(AccountHash.StateHash(account), AccountHash.StateHash(ReadBack(new AccountCodec(), account)));
            }

            parked += market.Book.ParkedOrderCount;
            (listed, prevented) = (market.Book.ListCount, market.Book.PreventedMatchCount);
        }

        Assert.True(parked > 0 && listed > 0 && prevented > 0, $"{parked} parked, {listed} lists, {prevented} prevented.");
    }

    private static TState ReadBack<TState, TEvent>(ICellCodec<TState, TEvent> codec, TState state)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.WriteSnapshotBody(new CellSnapshot<TState>(1, 2, state, [], [], []), output);
        return codec.ReadSnapshot(codec.SnapshotManifest, output.WrittenMemory)!.State;
    }
}
