using System.Globalization;
using System.Linq;
using System.Security.Claims;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Risk;
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
    private const int MaxReasonLength = 200;
    private const int MaxRestrictions = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/v1/admin").WithTags("Administration").RequireAuthorization(Policy).WhileOpen();
        admin.MapPost("/credits", CreditAsync)
            .WithSummary("Takes in money for a user. The same reference with the same terms changes nothing and answers the same.")
            .ProducesProblems(400, 401, 403, 404, 409, 422, 503, 504);
        admin.MapPut("/accounts/{userId:long}/frozen", SetFrozenAsync)
            .WithSummary("Freezes or unfreezes an account: it places no orders, and keeps and may cancel those it has.")
            .ProducesProblems(400, 401, 403, 404, 503, 504);
        admin.MapGet("/restrictions", RestrictionsAsync)
            .WithSummary("Accounts that are frozen, and why, in order of user; one that gave up on a message is among them.")
            .ProducesProblems(400, 401, 403, 503, 504);
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

        var outcome = await exchange.DepositAsync(new Deposit(user.Id, asset.Id, amount, request.Reference), cancellationToken);
        return outcome is Completed<DepositState>
            ? TypedResults.Created(
                (string?)null, new CreditResponse(request.UserId, asset.Code, asset.Format(amount), request.Reference))
            : Problems.Of(outcome);
    }

    private static async Task<Results<Ok<FrozenState>, ProblemHttpResult>> SetFrozenAsync(
        long userId, FreezeRequest request, ClaimsPrincipal caller, IUsers users, ExchangeClient exchange, CancellationToken cancellationToken)
    {
        var reason = request.Reason ?? "no reason given";
        if (!PlainText.Is(reason, MaxReasonLength)) return Problems.Invalid("reason", PlainText.Rule(MaxReasonLength));

        if (await users.FindAsync(new AccountId(userId), cancellationToken) is not { } user) return NoSuchUser();

        var by = string.Create(CultureInfo.InvariantCulture, $"user {SignIns.UserOf(caller).Value}");
        var outcome = request.Frozen
            ? await exchange.RestrictAsync(new RestrictAccount(user.Id, reason, by), cancellationToken)
            : await exchange.LiftRestrictionAsync(new LiftRestriction(user.Id, by), cancellationToken);
        return outcome is Completed<BalancesState> done ? TypedResults.Ok(new FrozenState(done.Value.IsFrozen)) : Problems.Of(outcome);
    }

    private static async Task<Results<Ok<RestrictionsResponse>, ProblemHttpResult>> RestrictionsAsync(
        ExchangeClient exchange, CancellationToken cancellationToken, long after = 0, int limit = 100)
    {
        if (limit is < 1 or > MaxRestrictions) return Problems.Invalid("limit", $"1 to {MaxRestrictions}.");

        var outcome = await exchange.RestrictionsAsync(new RestrictionsOf(new AccountId(after), limit), cancellationToken);
        return outcome is Completed<RestrictionsState>(var state, _)
            ? TypedResults.Ok(new RestrictionsResponse([.. state.Restrictions.Select(Of)]))
            : Problems.Of(outcome);
    }

    private static RestrictionResponse Of(Restriction restriction) => new(
        restriction.Account.Value, restriction.Reason, restriction.By, UnixTime.FromUnixMicros(restriction.SinceUnixMicros));

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
