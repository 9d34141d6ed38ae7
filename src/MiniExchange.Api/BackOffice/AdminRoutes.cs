using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MiniExchange.Api.Errors;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.BackOffice;

/// <summary>What administrators do and look at.</summary>
internal static class AdminRoutes
{
    public const string Policy = "admin";

    /// <summary>
    /// Of one asset, in its units. An account can only gain by trading what others were credited, so no balance can overflow
    /// while all of it fits one; half leaves room for credits that the read side does not show yet.
    /// </summary>
    private const long MaxSupplyUnits = long.MaxValue / 2;

    private const int MaxReferenceLength = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/v1/admin").WithTags("Administration").RequireAuthorization(Policy).WhileOpen();
        admin.MapPost("/credits", CreditAsync)
            .WithSummary("Takes in money for a user. The same reference with the same terms changes nothing and answers the same.")
            .ProducesProblems(400, 401, 403, 404, 409, 422, 503, 504);
        admin.MapPut("/accounts/{userId:long}/frozen", SetFrozenAsync)
            .WithSummary("Freezes or unfreezes an account: it places no orders, and keeps and may cancel those it has.")
            .ProducesProblems(400, 401, 403, 404, 503, 504);
        admin.MapPut("/markets/{symbol}/halted", SetHaltedAsync)
            .WithSummary("Halts or resumes a pair: it takes no orders, and cancels go on. A book that gave up on a message has halted itself.")
            .ProducesProblems(400, 401, 403, 404, 503, 504);
        admin.MapGet("/reconciliation", ReconcileAsync)
            .WithSummary("The exchange's money at one journal position. Every difference is \"0\" unless money was made or lost.")
            .ProducesProblems(401, 403, 503);
    }

    private static async Task<Results<Created<CreditResponse>, ProblemHttpResult>> CreditAsync(
        CreditRequest request,
        IUsers users,
        MarketDirectory markets,
        IHistory history,
        ExchangeClient exchange,
        CancellationToken cancellationToken)
    {
        if (!PlainText.Is(request.Reference, MaxReferenceLength)) return Problems.Invalid("reference", PlainText.Rule(MaxReferenceLength));

        if (markets.AssetOf(request.Asset) is not { } asset) return Problems.Of(RejectReason.UnknownAsset);

        if (DecimalText.Read(request.Amount, asset.Scale, out var units) != DecimalReading.Exact)
        {
            return Problems.Invalid("amount", $"A plain decimal with at most {asset.Scale} decimals, as text.");
        }

        if (await users.FindAsync(new AccountId(request.UserId), cancellationToken) is not { } user) return NoSuchUser();

        var amount = new AssetUnits(units);
        var credited = (await history.ReconciliationAsync(cancellationToken)).Assets.FirstOrDefault(sums => sums.Asset == asset.Id)?.Credited ?? 0;
        if (credited + units > MaxSupplyUnits) return Problems.Of(RejectReason.BalanceOverflow);

        var outcome = await exchange.CreditAsync(
            user.Id, new CreditAccount(asset.Id, amount, request.Reference), cancellationToken);
        return outcome is Completed<BalancesState>
            ? TypedResults.Created(
                (string?)null, new CreditResponse(request.UserId, asset.Code, asset.Format(amount), request.Reference))
            : Problems.Of(outcome);
    }

    private static async Task<Results<Ok<FrozenState>, ProblemHttpResult>> SetFrozenAsync(
        long userId, FrozenState state, IUsers users, ExchangeClient exchange, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(new AccountId(userId), cancellationToken) is not { } user) return NoSuchUser();

        var outcome = await exchange.SetFrozenAsync(user.Id, state.Frozen, cancellationToken);
        return outcome is Completed<BalancesState> done ? TypedResults.Ok(new FrozenState(done.Value.IsFrozen)) : Problems.Of(outcome);
    }

    private static async Task<Results<Ok<HaltedState>, ProblemHttpResult>> SetHaltedAsync(
        string symbol, HaltedState state, MarketDirectory markets, ExchangeClient exchange, CancellationToken cancellationToken)
    {
        if (markets.PairOf(symbol) is not { } pair) return Problems.NotFound("UnknownPair", "There is no pair of this symbol.");

        var outcome = await exchange.HaltAsync(pair.Symbol, state.Halted, cancellationToken);
        return outcome is Completed<DepthState> done ? TypedResults.Ok(new HaltedState(done.Value.IsHalted)) : Problems.Of(outcome);
    }

    private static ProblemHttpResult NoSuchUser() => Problems.NotFound("UnknownUser", "There is no user of this number.");

    private static async Task<Ok<ReconciliationResponse>> ReconcileAsync(
        IHistory history, MarketDirectory markets, CancellationToken cancellationToken)
    {
        var money = await history.ReconciliationAsync(cancellationToken);
        return TypedResults.Ok(new ReconciliationResponse(money.Position, [.. money.Assets.Select(sums => Of(sums, markets))]));
    }

    private static AssetReconciliationResponse Of(AssetReconciliation sums, MarketDirectory markets)
    {
        var asset = markets.AssetOf(sums.Asset);
        return new AssetReconciliationResponse(
            asset.Code,
            WideDecimalText.Write(sums.Credited, asset.Scale),
            WideDecimalText.Write(sums.Available, asset.Scale),
            WideDecimalText.Write(sums.Frozen, asset.Scale),
            WideDecimalText.Write(sums.Fees, asset.Scale),
            WideDecimalText.Write(sums.InFlight, asset.Scale),
            sums.Difference == 0 ? "0" : WideDecimalText.Write(sums.Difference, asset.Scale));
    }
}
