using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Settlement;
using MiniExchange.Domain.Settlement;

namespace MiniExchange.Api.BackOffice;

/// <summary>What was settled, for administrators to look at.</summary>
internal static class SettlementRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var settlement = routes.MapGroup("/api/v1/settlement").WithTags("Administration")
            .RequireAuthorization(AdminRoutes.Policy).WhileOpen();
        settlement.MapGet("/batches", BatchesAsync)
            .WithSummary("Closed batches of trades, newest first: what they moved of each asset, which sums to zero with the fees.")
            .ProducesProblems(400, 401, 403, 503, 504);
    }

    private static async Task<Results<Ok<BatchesResponse>, ProblemHttpResult>> BatchesAsync(
        MarketDirectory markets, ExchangeClient exchange, CancellationToken cancellationToken, long? before = null, int limit = 100)
    {
        if (limit is < 1 or > BatchesOf.MaxLimit) return Problems.Invalid("limit", $"1 to {BatchesOf.MaxLimit}.");

        var outcome = await exchange.BatchesAsync(new BatchesOf(before ?? long.MaxValue, limit), cancellationToken);
        return outcome is Completed<BatchesState>(var state, _)
            ? TypedResults.Ok(new BatchesResponse([.. state.Batches.Select(batch => Of(batch, markets))]))
            : Problems.Of(outcome);
    }

    private static BatchResponse Of(Batch batch, MarketDirectory markets) => new(
        batch.Number,
        batch.AfterPosition,
        batch.ThroughPosition,
        batch.Trades,
        UnixTime.FromUnixMicros(batch.ClosedAtUnixMicros),
        [.. batch.Assets.Select(net => Of(net, markets))]);

    private static AssetNetResponse Of(AssetNet net, MarketDirectory markets)
    {
        var asset = markets.AssetOf(net.Asset);
        return new AssetNetResponse(
            asset.Code,
            WideDecimalText.Write(net.Credits, asset.Scale),
            WideDecimalText.Write(net.Debits, asset.Scale),
            WideDecimalText.Write(net.Fees, asset.Scale));
    }
}
