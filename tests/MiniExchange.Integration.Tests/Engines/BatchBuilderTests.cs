using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

/// <summary>Which turns of one commit share a record.</summary>
public sealed class BatchBuilderTests
{
    private static readonly CellStream Account = StreamOf("account-1");
    private static readonly CellStream Other = StreamOf("account-2");
    private static readonly CellStream Book = StreamOf("book-BTCUSDT");

    [Fact]
    public void Build_WhenTheCauseStandsBefore_PacksTurnsOfOneActor()
    {
        var batch = Build(TurnOf(Account), TurnOf(Other), TurnOf(Book, Account), TurnOf(Book, Other));

        Assert.Equal(["account-1", "account-2", "book-BTCUSDT"], batch);
    }

    [Fact]
    public void Build_WhenTheCauseStandsAfterTheActorsRecord_StartsAnother()
    {
        // The fill that the book's turn made must not be settled, in the journal, before it was made.
        var batch = Build(TurnOf(Account), TurnOf(Book, Account), TurnOf(Account, Book));

        Assert.Equal(["account-1", "book-BTCUSDT", "account-1"], batch);
    }

    [Fact]
    public void Build_OfRequestsFromOutside_PacksThemWhateverLiesBetween()
    {
        var batch = Build(TurnOf(Account), TurnOf(Book, Account), TurnOf(Account));

        Assert.Equal(["account-1", "book-BTCUSDT"], batch);
    }

    private static string[] Build(params CellOutput[] outputs) =>
    [
        .. BatchBuilder.Build(outputs, lowWater: null, maxRecordBytes: 1024, nowUnixMicros: 1)
            .Journal.Records.Select(record => record.Address.PersistenceId),
    ];

    private static CellStream StreamOf(string id) => new(new ActorAddress(id), serializerId: 1, recordManifest: "sample/1");

    private static CellOutput TurnOf(CellStream stream, CellStream? cause = null) =>
        new() { Stream = stream, Cause = cause?.Address ?? ActorAddress.None, Turn = new byte[] { 1 } };
}
