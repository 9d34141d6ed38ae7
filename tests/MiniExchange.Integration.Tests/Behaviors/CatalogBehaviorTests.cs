using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Markets;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.Exchange;

namespace MiniExchange.Integration.Tests.Behaviors;

public sealed class CatalogBehaviorTests
{
    private readonly CatalogBehavior _catalog = new();

    [Fact]
    public void List_AddsAssetsAndPairsAndOpensTheirBooks()
    {
        var plan = _catalog.Turn(new ListMarkets([Define("BTC", "USD"), Define("ETH", "USD")]));

        var listed = OnlyAnswer<CatalogState>(plan.Answers);
        Assert.Equal(["BTC", "USD", "ETH"], listed.Catalog.Assets.Select(asset => asset.Code));
        Assert.Equal([(1, "BTCUSD"), (2, "ETHUSD")], listed.Catalog.Pairs.Select(pair => (pair.Id.Value, pair.Symbol)));
        Assert.Empty(listed.Ignored);
        Assert.Equal(listed.Catalog.Pairs, plan.Sends.Select(send => send.Sent<OpenMarket>(Addresses.Book(((OpenMarket)send.Message).Terms.Symbol), ReplyToken.None).Terms));
    }

    [Fact]
    public void List_WhenListedBefore_OnlyAddsAndNamesWhatDiffers()
    {
        _catalog.Turn(new ListMarkets([Define("BTC", "USD"), Define("ETH", "USD")]));

        var plan = _catalog.Turn(new ListMarkets([Define("SOL", "USD"), Define("ETH", "USD", makerFeePpm: 5), Define("BTC", "USD")]));

        var listed = OnlyAnswer<CatalogState>(plan.Answers);
        Assert.Equal(["BTCUSD", "ETHUSD", "SOLUSD"], listed.Catalog.Pairs.Select(pair => pair.Symbol));
        Assert.Equal(["ETHUSD"], listed.Ignored.AsEnumerable());
        Assert.Equal(1_000, listed.Catalog.Pairs[1].MakerFeePpm);
        Assert.Equal(Addresses.Book("SOLUSD"), Assert.Single(plan.Sends).To);
    }

    [Fact]
    public void List_OfNothingNew_RecordsNothing()
    {
        _catalog.Turn(new ListMarkets([Define("BTC", "USD")]));

        var plan = _catalog.Turn(new ListMarkets([Define("BTC", "USD")]));

        Assert.Empty(plan.Events);
        Assert.Empty(plan.Sends);
    }

    private static MarketDefinition Define(string baseCode, string quoteCode, int makerFeePpm = 1_000) => new(
        baseCode + quoteCode, baseCode, quoteCode, "0.01", "0.001", "0.01", "1000", "0.001", "1000", "1", makerFeePpm, 2_000, 100);
}
