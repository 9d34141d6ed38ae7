using System;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>Events of one pair and a few accounts, written down by hand, with every amount worked out here and not by the domain.</summary>
internal static class TradingDay
{
    public const string Symbol = "BTCUSDT";

    /// <summary>Microseconds; the day's events are at this plus a small number.</summary>
    public const long Start = 1_700_000_000_000_000;

    public static readonly PairId BtcUsdt = new(1);
    public static readonly AssetId Btc = new(1);
    public static readonly AssetId Usdt = new(2);
    public static readonly AccountId Seller = new(1);
    public static readonly AccountId Buyer = new(2);

    /// <summary>A tick is 0.01 USDT, a lot 0.00001 BTC: a lot at a tick is 10 units of USDT.</summary>
    public static readonly TradingPair Pair = new(
        BtcUsdt,
        Symbol,
        new Asset(Btc, "BTC", 8),
        new Asset(Usdt, "USDT", 8),
        TickUnits: new AssetUnits(1_000_000),
        LotUnits: new AssetUnits(1_000),
        MinPrice: new PriceTicks(1),
        MaxPrice: new PriceTicks(100_000_000),
        MinQuantity: new QuantityLots(1),
        MaxQuantity: new QuantityLots(900_000),
        MinNotional: new AssetUnits(10),
        MakerFeePpm: 1_000,
        TakerFeePpm: 2_000,
        MaxOpenOrders: 200);

    public static long At(int micros) => Start + micros;

    public static OrderTerms Terms(Side side, long ticks, long lots, string clientOrderId) => new(
        BtcUsdt,
        Btc,
        Usdt,
        side,
        OrderType.Limit,
        TimeInForce.Gtc,
        new PriceTicks(ticks),
        new QuantityLots(lots),
        AssetUnits.Zero,
        SelfTradePrevention.ExpireMaker,
        clientOrderId,
        new Guid(0, 0, 0, [1, 2, 3, 4, 5, 6, 7, (byte)clientOrderId.Length]));

    public static OrderId Order(long counter) => OrderId.Of(BtcUsdt, counter);

    public static TradeId Trade(long counter) => TradeId.Of(BtcUsdt, counter);

    public static BookEvent Traded(
        int trade, int taker, AccountId takerAccount, Side takerSide, int maker, AccountId makerAccount, long ticks, long lots) =>
        BookEvent.TradeExecuted(
            Trade(trade),
            Order(taker),
            takerAccount,
            new HoldId(taker),
            takerSide,
            Order(maker),
            makerAccount,
            new HoldId(maker),
            new PriceTicks(ticks),
            new QuantityLots(lots));

    /// <summary>
    /// The seller rests 100 lots at 40,000.00; the buyer takes 40 of them with a limit of 40,001.00; the seller cancels the
    /// rest; the buyer's next order is refused; the seller's next one is under way when the day ends. Fifteen records.
    /// </summary>
    public static void Write(InMemoryFeed feed)
    {
        feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        feed.Add(Seller, new Credited(Seller, Btc, new AssetUnits(5_000_000), "in-1", At(1)));
        feed.Add(Buyer, new Credited(Buyer, Usdt, new AssetUnits(10_000_000_000), "in-2", At(2)));
        feed.Add(
            Seller,
            new HoldPlaced(Seller, new HoldId(1), Btc, new AssetUnits(100_000), At(3)),
            new OrderPlaced(Seller, new HoldId(1), Terms(Side.Sell, 4_000_000, 100, "offer"), At(3)));
        feed.Add(
            Symbol,
            At(4),
            BookEvent.OrderRested(Order(1), Seller, new HoldId(1), Side.Sell, new PriceTicks(4_000_000), new QuantityLots(100)));
        feed.Add(
            Seller,
            new OrderNumbered(Seller, new HoldId(1), Order(1), At(5)),
            new OrderOpened(Seller, new HoldId(1), At(5)));
        feed.Add(
            Buyer,
            new HoldPlaced(Buyer, new HoldId(2), Usdt, new AssetUnits(1_600_040_000), At(6)),
            new OrderPlaced(Buyer, new HoldId(2), Terms(Side.Buy, 4_000_100, 40, "bid"), At(6)));
        feed.Add(
            Symbol,
            At(7),
            Traded(1, 2, Buyer, Side.Buy, 1, Seller, 4_000_000, 40),
            BookEvent.OrderEnded(
                Order(2), Buyer, new HoldId(2), Side.Buy, QuantityLots.Zero, OrderEnd.Filled, wasResting: false));
        feed.Add(
            Buyer,
            new OrderNumbered(Buyer, new HoldId(2), Order(2), At(8)),
            BuyerSettles,
            new HoldReleased(Buyer, new HoldId(2), Usdt, new AssetUnits(40_000), At(8)),
            new OrderClosed(Buyer, new HoldId(2), OrderEnd.Filled, At(8)));
        feed.Add(Seller, SellerSettles);
        feed.Add(
            Symbol,
            At(10),
            BookEvent.OrderEnded(
                Order(1), Seller, new HoldId(1), Side.Sell, new QuantityLots(60), OrderEnd.Canceled, wasResting: true));
        feed.Add(
            Seller,
            new HoldReleased(Seller, new HoldId(1), Btc, new AssetUnits(60_000), At(11)),
            new OrderClosed(Seller, new HoldId(1), OrderEnd.Canceled, At(11)));
        feed.Add(
            Buyer,
            new HoldPlaced(Buyer, new HoldId(3), Usdt, new AssetUnits(10), At(12)),
            new OrderPlaced(Buyer, new HoldId(3), Terms(Side.Buy, 1, 1, "refused"), At(12)));
        feed.Add(
            Buyer,
            new HoldReleased(Buyer, new HoldId(3), Usdt, new AssetUnits(10), At(13)),
            new OrderRefused(Buyer, new HoldId(3), RejectReason.BookHalted, At(13)));
        feed.Add(
            Seller,
            new HoldPlaced(Seller, new HoldId(4), Btc, new AssetUnits(1_000), At(14)),
            new OrderPlaced(Seller, new HoldId(4), Terms(Side.Sell, 5_000_000, 1, "under way"), At(14)));
    }

    /// <summary>40 lots at 40,000.00: 40,000 units of BTC for 1,600,000,000 of USDT; 0.2 % of what the taker receives is 80.</summary>
    public static FillSettled BuyerSettles { get; } = new(
        Buyer,
        new HoldId(2),
        new Fill(
            Trade(1),
            LiquidityRole.Taker,
            new PriceTicks(4_000_000),
            new QuantityLots(40),
            new AssetUnits(40_000),
            new AssetUnits(1_600_000_000),
            2_000,
            At(7)),
        Usdt,
        new AssetUnits(1_600_000_000),
        Btc,
        new AssetUnits(40_000),
        new AssetUnits(80),
        At(8));

    /// <summary>The same trade from the other side; 0.1 % of what the maker receives is 1,600,000.</summary>
    public static FillSettled SellerSettles { get; } = new(
        Seller,
        new HoldId(1),
        BuyerSettles.Fill with { Role = LiquidityRole.Maker, FeeRatePpm = 1_000 },
        Btc,
        new AssetUnits(40_000),
        Usdt,
        new AssetUnits(1_600_000_000),
        new AssetUnits(1_600_000),
        At(9));

    /// <summary>The record, counted from 1, in which the book trades, and those in which the sides are settled.</summary>
    public const int TradeRecord = 8;

    public const int BuyerSettlesRecord = 9;

    public const int SellerSettlesRecord = 10;

    public const int RecordCount = 15;
}
