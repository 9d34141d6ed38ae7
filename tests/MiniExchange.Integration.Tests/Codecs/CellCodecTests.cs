using System;
using System.Buffers;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Codecs;

public sealed class CellCodecTests
{
    private static readonly AccountId Alice = new(42);
    private static readonly OrderId Order = OrderId.Of(new PairId(1), 3);
    private static readonly HoldId Hold = new(7);
    private static readonly Fill Fill = new(
        new TradeId(9), LiquidityRole.Maker, new PriceTicks(5), new QuantityLots(6), new AssetUnits(7), new AssetUnits(8), 9, 10);

    [Fact]
    public void WriteTurn_WithACodecThatWroteOtherTurns_LeavesNothingOfThem()
    {
        var used = new BookCodec();
        var rich = new Turn<BookEvent>
        {
            AtUnixMicros = 1, CauseFrom = Addresses.Account(Alice), CauseSequence = 2, Faulted = new CancelOrders(Alice, [Order]),
        };
        rich.Events.Add(BookEvent.OrderEnded(Order, Alice, Hold, Side.Sell, new QuantityLots(1), OrderEnd.Canceled, wasResting: true));
        rich.Sends.Add(new OpenSend(
            Addresses.Account(Alice), 1, new OrdersChanged("BTCUSDT", [new OrderFilled(Hold, Fill), new OrderEntered(Hold, Order)], AnswersCancel: false), new ReplyToken(3)));
        rich.Acknowledged.Add(new Peer(Addresses.Account(Alice), 0, 5));
        var poor = new Turn<BookEvent>();
        poor.Events.Add(BookEvent.Halted());
        poor.Sends.Add(new OpenSend(
            Addresses.Account(Alice), 0, new OrdersChanged("", [new OrderRests(default), new OrderRests(default)], AnswersCancel: false), ReplyToken.None));

        Written(used, rich);

        Assert.Equal(Written(new BookCodec(), poor), Written(used, poor));
        Assert.Equal(Written(new BookCodec(), rich), Written(used, rich));
    }

    [Fact]
    public void WriteTurn_OnceWarm_AllocatesNothing()
    {
        var book = new Turn<BookEvent> { AtUnixMicros = 1, CauseFrom = Addresses.Account(Alice), CauseSequence = 2 };
        book.Events.Add(BookEvent.OrderRested(Order, Alice, Hold, Side.Buy, new PriceTicks(5), new QuantityLots(6)));
        book.Sends.Add(new OpenSend(
            Addresses.Account(Alice), 1, new OrdersChanged("BTCUSDT", [new OrderEntered(Hold, Order), new OrderFilled(Hold, Fill)], AnswersCancel: false), new ReplyToken(3)));
        var account = new Turn<AccountEvent> { AtUnixMicros = 1 };
        account.Events.Add(new HoldPlaced(Alice, Hold, new AssetId(1), new AssetUnits(2), 3));
        account.Events.Add(new FillSettled(Alice, Hold, Fill, new AssetId(1), default, new AssetId(2), default, default, 4));
        var output = new ArrayBufferWriter<byte>(1 << 16);

        Assert.Equal(0, AllocatedByWriting(new BookCodec(), book, output));
        Assert.Equal(0, AllocatedByWriting(new AccountCodec(), account, output));
    }

    [Fact]
    public void ReadRecord_OfALaterManifest_SaysSoBeforeReading()
    {
        var codec = new BookCodec();

        var failure = Assert.Throws<NotSupportedException>(
            () => codec.ReadRecord("book.record/2", ReadOnlyMemory<byte>.Empty, new Turn<BookEvent>()));

        Assert.Contains("'book.record/2'", failure.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => codec.ReadSnapshot("book.snapshot/3", ReadOnlyMemory<byte>.Empty));
        Assert.Throws<NotSupportedException>(() => codec.ReadSnapshot("account.snapshot/1", ReadOnlyMemory<byte>.Empty));
    }

    [Theory]
    [InlineData("5A 02 08 63", "BookEventKind 99")]
    [InlineData("5A 03 08 8A 02", "BookEventKind 266")]
    [InlineData("5A 06 08 0C 28 09 10 01", "Side 9")]
    [InlineData("22 04 22 02 7A 00", "an actor's message of an unknown kind")]
    public void ReadRecord_OfNumbersThatALaterVersionGave_SaysWhich(string turnInHex, string expected)
    {
        var turn = Convert.FromHexString(turnInHex.Replace(" ", "", StringComparison.Ordinal));
        byte[] record = [0x0A, (byte)turn.Length, .. turn];

        var failure = Assert.Throws<NotSupportedException>(
            () => new BookCodec().ReadRecord("book.record/1", record, new Turn<BookEvent>()).Count());

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadRecord_OfAnUnknownEvent_IsRefusedByEveryKind()
    {
        // An event whose only field has a number that no event has yet.
        byte[] account = [0x0A, 0x05, 0x52, 0x03, 0xC2, 0x3E, 0x00];
        byte[] catalog = [0x0A, 0x05, 0x62, 0x03, 0xC2, 0x3E, 0x00];

        Assert.Throws<NotSupportedException>(() => new AccountCodec().ReadRecord("account.record/1", account, new Turn<AccountEvent>()).Count());
        byte[] risk = [0x0A, 0x05, 0x6A, 0x03, 0xC2, 0x3E, 0x00];
        byte[] settlement = [0x0A, 0x05, 0x72, 0x03, 0xC2, 0x3E, 0x00];
        byte[] transfer = [0x0A, 0x05, 0x7A, 0x03, 0xC2, 0x3E, 0x00];
        Assert.Throws<NotSupportedException>(() => new CatalogCodec().ReadRecord("catalog.record/1", catalog, new()).Count());
        Assert.Throws<NotSupportedException>(() => new RiskCodec().ReadRecord("risk.record/1", risk, new()).Count());
        Assert.Throws<NotSupportedException>(() => new SettlementCodec().ReadRecord("settlement.record/1", settlement, new()).Count());
        Assert.Throws<NotSupportedException>(() => new TransferCodec().ReadRecord("transfer.record/1", transfer, new()).Count());
    }

    [Fact]
    public void ReadSnapshot_OfAnotherKindsState_IsRefused()
    {
        var output = new ArrayBufferWriter<byte>();
        new CatalogCodec().WriteSnapshotBody(new(1, 2, new([], []), [], [], []), output);

        Assert.Throws<NotSupportedException>(() => new BookCodec().ReadSnapshot("book.snapshot/2", output.WrittenMemory));
    }

    [Fact]
    public void SerializerId_IsTheOneGivenOnceAndTheManifestTellsKinds()
    {
        Assert.Equal(
            [
                (4201, "account.record/1"), (4201, "book.record/1"), (4201, "catalog.record/1"), (4201, "risk.record/1"),
                (4201, "settlement.record/1"), (4201, "transfer.record/1"),
            ],
            [
                (new AccountCodec().SerializerId, new AccountCodec().RecordManifest),
                (new BookCodec().SerializerId, new BookCodec().RecordManifest),
                (new CatalogCodec().SerializerId, new CatalogCodec().RecordManifest),
                (new RiskCodec().SerializerId, new RiskCodec().RecordManifest),
                (new SettlementCodec().SerializerId, new SettlementCodec().RecordManifest),
                (new TransferCodec().SerializerId, new TransferCodec().RecordManifest),
            ]);
    }

    private static byte[] Written(BookCodec codec, Turn<BookEvent> turn)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.WriteTurn(turn, output);
        return output.WrittenSpan.ToArray();
    }

    private static long AllocatedByWriting<TState, TEvent>(ICellCodec<TState, TEvent> codec, Turn<TEvent> turn, ArrayBufferWriter<byte> output)
    {
        var before = 0L;
        for (var round = 0; round < 3; round++)
        {
            output.ResetWrittenCount();
            before = GC.GetAllocatedBytesForCurrentThread();
            codec.WriteTurn(turn, output);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
