using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Settlement;

public sealed class TradeNettingTests
{
    private static readonly AssetId Btc = new(1);
    private static readonly AssetId Usd = new(2);

    [Fact]
    public void Trade_WhenOneSideWasSeen_CountsNothing()
    {
        var trades = new TradeNetting([], 10);

        trades.See(Side(1, LiquidityRole.Taker, Usd, 100, Btc, 10, fee: 1));

        Assert.Equal((0L, 1), (trades.Trades, trades.AloneCount));
        Assert.Empty(trades.Assets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Trade_WhenBothSidesWereSeen_CountsInWhicheverOrder(bool makerFirst)
    {
        var taker = Side(1, LiquidityRole.Taker, Usd, 100, Btc, 10, fee: 1);
        var maker = Side(1, LiquidityRole.Maker, Btc, 10, Usd, 100, fee: 2);
        var trades = new TradeNetting([], 10);

        trades.See(makerFirst ? maker : taker);
        trades.See(makerFirst ? taker : maker);

        Assert.Equal((1L, 0), (trades.Trades, trades.AloneCount));
        Assert.Equal([new AssetNet(Btc, 9, -10, 1), new AssetNet(Usd, 98, -100, 2)], trades.Assets.AsEnumerable());
    }

    [Fact]
    public void Trade_WithASideCarriedOver_Counts()
    {
        var before = new TradeNetting([], 10);
        before.See(Side(1, LiquidityRole.Taker, Usd, 100, Btc, 10, fee: 1));
        var trades = new TradeNetting(before.Alone, 10);

        trades.See(Side(1, LiquidityRole.Maker, Btc, 10, Usd, 100, fee: 2));

        Assert.Equal([new AssetNet(Btc, 9, -10, 1), new AssetNet(Usd, 98, -100, 2)], trades.Assets.AsEnumerable());
    }

    [Fact]
    public void Side_SeenTwice_BreaksAnInvariant()
    {
        var trades = new TradeNetting([], 10);
        trades.See(Side(1, LiquidityRole.Taker, Usd, 100, Btc, 10, fee: 1));

        Assert.Throws<InvariantBrokenException>(() => trades.See(Side(1, LiquidityRole.Taker, Usd, 100, Btc, 10, fee: 1)));
    }

    [Fact]
    public void Trades_WithOppositeErrors_AreWrongThoughTheirSumsCancel()
    {
        var trades = new TradeNetting([], 10);
        trades.See(Side(1, LiquidityRole.Taker, Usd, 100, Btc, 11, fee: 1));
        trades.See(Side(1, LiquidityRole.Maker, Btc, 10, Usd, 100, fee: 2));
        trades.See(Side(2, LiquidityRole.Taker, Usd, 100, Btc, 9, fee: 1));
        trades.See(Side(2, LiquidityRole.Maker, Btc, 10, Usd, 100, fee: 2));

        Assert.All(trades.Assets, asset => Assert.Equal(0, asset.Sum));
        Assert.Equal((2L, 2L, TradeId.Of(new PairId(1), 1)), (trades.Trades, trades.WrongTrades, trades.FirstWrong));
    }

    [Theory]
    [InlineData(2, 10, 1)] // Got another asset than was paid.
    [InlineData(1, 9, 1)]
    [InlineData(1, 11, 1)]
    [InlineData(1, 10, 11)] // A fee above what was got.
    [InlineData(1, 10, -1)]
    public void Trade_InWhichASideDoesNotGetWhatTheOtherPaid_IsWrong(int asset, long got, long fee)
    {
        var trades = new TradeNetting([], 10);
        trades.See(Side(1, LiquidityRole.Taker, Usd, 100, new AssetId(asset), got, fee));
        trades.See(Side(1, LiquidityRole.Maker, Btc, 10, Usd, 100, fee: 2));

        Assert.Equal((1L, 1L), (trades.Trades, trades.WrongTrades));
    }

    [Fact]
    public void Sides_BeyondTheMost_AreDroppedFromTheOldest()
    {
        var trades = new TradeNetting([], 2);
        for (var trade = 1; trade <= 4; trade++) trades.See(Side(5 - trade, LiquidityRole.Taker, Usd, 100, Btc, 10, fee: 1));

        Assert.Equal([TradeId.Of(new PairId(1), 2), TradeId.Of(new PairId(1), 1)], trades.Alone.Select(leg => leg.TradeId));
        Assert.Equal((2L, TradeId.Of(new PairId(1), 4), TradeId.Of(new PairId(1), 2)), (trades.Dropped, trades.FirstDropped, trades.Oldest));
        trades.See(Side(1, LiquidityRole.Maker, Btc, 10, Usd, 100, fee: 2));
        Assert.Equal((1L, 0L, 1), (trades.Trades, trades.WrongTrades, trades.AloneCount));
    }

    [Fact]
    public void Sums_BeyondSixtyFourBits_AreExact()
    {
        var trades = new TradeNetting([], 10);
        for (var trade = 1; trade <= 4; trade++)
        {
            trades.See(Side(trade, LiquidityRole.Taker, Usd, long.MaxValue, Btc, 10, fee: 1));
            trades.See(Side(trade, LiquidityRole.Maker, Btc, 10, Usd, long.MaxValue, fee: 2));
        }

        Assert.Equal(((System.Int128)long.MaxValue * 4) - 8, trades.Assets[1].Credits);
        Assert.Equal(0, trades.Assets[1].Sum);
    }

    private static FillSettled Side(int trade, LiquidityRole role, AssetId paid, long gave, AssetId received, long got, long fee) => new(
        new AccountId(1),
        new HoldId(trade),
        new Fill(TradeId.Of(new PairId(1), trade), role, new PriceTicks(1), new QuantityLots(1), new AssetUnits(10), new AssetUnits(100), 0, 0),
        paid,
        new AssetUnits(gave),
        received,
        new AssetUnits(got),
        new AssetUnits(fee),
        0);
}
