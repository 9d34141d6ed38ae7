using System;
using System.Collections.Generic;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class OrderListTermsTests
{
    private static readonly OrderTerms Working = Limit(Side.Buy, 20, 10, "working");
    private static readonly OrderTerms MakerAbove = Maker(Side.Sell, 30, "above");
    private static readonly OrderTerms ProfitAbove = Stop(Side.Sell, OrderType.TakeProfit, 30, 0, 10, "above");
    private static readonly OrderTerms ProfitLimitAbove = Stop(Side.Sell, OrderType.TakeProfitLimit, 30, 29, 10, "above");
    private static readonly OrderTerms LossBelow = Stop(Side.Sell, OrderType.StopLoss, 15, 0, 10, "below");
    private static readonly OrderTerms LossLimitBelow = Stop(Side.Sell, OrderType.StopLossLimit, 15, 14, 10, "below");
    private static readonly OrderTerms LossAbove = Stop(Side.Buy, OrderType.StopLoss, 30, 31, 10, "above");
    private static readonly OrderTerms MakerBelow = Maker(Side.Buy, 15, "below");
    private static readonly OrderTerms ProfitBelow = Stop(Side.Buy, OrderType.TakeProfit, 15, 16, 10, "below");

    private static readonly Dictionary<string, (OrderListTerms List, RejectReason Expected)> Lists = new()
    {
        ["a maker above a loss"] = (List(Contingency.Oco, MakerAbove, LossBelow), RejectReason.None),
        ["a profit above a loss"] = (List(Contingency.Oco, ProfitAbove, LossLimitBelow), RejectReason.None),
        ["a profit at a limit above a loss"] = (List(Contingency.Oco, ProfitLimitAbove, LossBelow), RejectReason.None),
        ["a loss above a maker"] = (List(Contingency.Oco, LossAbove, MakerBelow), RejectReason.None),
        ["a loss above a profit"] = (List(Contingency.Oco, LossAbove, ProfitBelow), RejectReason.None),
        ["a sell turned over"] = (List(Contingency.Oco, LossBelow, MakerAbove), Unsupported),
        ["a buy turned over"] = (List(Contingency.Oco, MakerBelow, LossAbove), Unsupported),
        ["two losses"] = (List(Contingency.Oco, LossLimitBelow with { ClientOrderId = "above" }, LossBelow), Unsupported),
        ["two profits"] = (List(Contingency.Oco, MakerAbove, ProfitAbove with { ClientOrderId = "below" }), Unsupported),
        ["a plain limit in a pair"] = (List(Contingency.Oco, MakerAbove with { Type = OrderType.Limit }, LossBelow), Unsupported),
        ["two sides"] = (List(Contingency.Oco, MakerAbove, MakerBelow), Unsupported),
        ["two quantities"] = (List(Contingency.Oco, MakerAbove, LossBelow with { Quantity = new QuantityLots(9) }), Unsupported),
        ["one name"] = (List(Contingency.Oco, MakerAbove, LossBelow with { ClientOrderId = "above" }), Unsupported),
        ["a pair of one"] = (List(Contingency.Oco, MakerAbove), Unsupported),
        ["a pair of three"] = (List(Contingency.Oco, MakerAbove, LossBelow, Working), Unsupported),
        ["nothing"] = (List(Contingency.Oto), Unsupported),
        ["an unknown kind"] = (List((Contingency)9, Working, MakerAbove), Unsupported),

        ["a limit triggers a limit"] = (List(Contingency.Oto, Working, Limit(Side.Sell, 30, 4, "pending")), RejectReason.None),
        ["a maker triggers a stop"] = (List(Contingency.Oto, MakerBelow, LossBelow with { ClientOrderId = "pending" }), RejectReason.None),
        ["a limit triggers a sell at market"] = (List(Contingency.Oto, Working, MarketByQuantity(Side.Sell, 10)), RejectReason.None),
        ["a limit triggers a buy at market"] = (List(Contingency.Oto, Working, MarketByQuantity(Side.Buy, 10)), Unsupported),
        ["a limit triggers a sell by quote"] = (List(Contingency.Oto, Working, MarketByQuote(Side.Sell, 300)), Unsupported),
        ["a limit triggers a buy by quote"] = (List(Contingency.Oto, Working, MarketByQuote(Side.Buy, 300)), Unsupported),
        ["a stop triggers a limit"] = (List(Contingency.Oto, LossBelow, Working), Unsupported),
        ["a market order triggers a limit"] = (List(Contingency.Oto, MarketByQuantity(Side.Buy, 10), MakerAbove), Unsupported),

        ["a limit triggers a pair"] = (List(Contingency.Otoco, Working, MakerAbove, LossBelow), RejectReason.None),
        ["a limit triggers a pair turned over"] = (List(Contingency.Otoco, Working, LossBelow, MakerAbove), Unsupported),
        ["a stop triggers a pair"] = (
            List(Contingency.Otoco, LossLimitBelow with { ClientOrderId = "working" }, MakerAbove, LossBelow), Unsupported),
        ["a pair triggers nothing"] = (List(Contingency.Otoco, MakerAbove, LossBelow), Unsupported),

        ["a leg's own flaw"] = (
            List(Contingency.Oto, Working, Limit(Side.Sell, 1_001, 4, "pending")), RejectReason.PriceOutOfRange),
        ["the first of two legs' flaws"] = (
            List(Contingency.Oto, Working with { Quantity = new QuantityLots(1) }, Limit(Side.Sell, 1_001, 4, "pending")),
            RejectReason.PriceOutOfRange),
        ["a leg's flaw and the list's"] = (
            List(Contingency.Oco, LossBelow, MakerAbove with { LimitPrice = new PriceTicks(9) }), RejectReason.PriceOutOfRange),
    };

    private const RejectReason Unsupported = RejectReason.UnsupportedListCombination;

    public static TheoryData<string> Names => [.. Lists.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void FlawOn_TakesOnlyListsThatExist(string name)
    {
        var (list, expected) = Lists[name];

        Assert.Equal(expected, list.FlawOn(BtcUsd));
    }

    private static OrderListTerms List(Contingency contingency, params OrderTerms[] legs) =>
        new(contingency, [.. legs], "list", Guid.Empty);

    private static OrderTerms Maker(Side side, long price, string name) =>
        Limit(side, price, 10, name) with { Type = OrderType.LimitMaker };
}
