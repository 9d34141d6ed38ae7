using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.History;

/// <summary>What has happened, from rows that projections write behind the journal.</summary>
public interface IHistory
{
    /// <summary>Waits until the rows show everything up to a point, so that a caller reads its own writes.</summary>
    /// <returns>False if the rows are still behind after the configured time; the caller then says so or answers late data.</returns>
    Task<bool> WaitForAsync(ReadPoint point, CancellationToken cancellationToken);

    /// <summary>An account's orders on a pair, ascending by order number. Orders that the book refused are not among them.</summary>
    Task<IReadOnlyList<AccountOrder>> OrdersAsync(OrderHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>One order by number or by the trader's name for it (the newest of that name); null if there is none.</summary>
    Task<AccountOrder?> OrderAsync(
        AccountId account, PairId pair, OrderId orderId, string? clientOrderId, CancellationToken cancellationToken);

    /// <summary>One order list by number, by the trader's name for it (the newest of that name), or by both; null if there is none.</summary>
    Task<AccountOrderList?> OrderListAsync(
        AccountId account, OrderListId listId, string? clientListId, CancellationToken cancellationToken);

    /// <summary>An account's order lists on all pairs, oldest first. Lists that the book refused are not among them.</summary>
    /// <remarks>From a number on they ascend by number instead, which is by pair and then by age, so that a caller can go on after the last.</remarks>
    Task<IReadOnlyList<AccountOrderList>> OrderListsAsync(OrderListHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>How one order was amended, ascending by execution number; empty if it never was, or is not the account's.</summary>
    Task<IReadOnlyList<OrderAmendment>> AmendmentsAsync(AmendmentHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>What an account's orders on a pair were kept from trading, ascending by match number.</summary>
    Task<IReadOnlyList<HistoricPreventedMatch>> PreventedMatchesAsync(
        PreventedMatchHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>An account's fills on a pair, ascending by trade number.</summary>
    Task<IReadOnlyList<HistoricFill>> FillsAsync(FillHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>The newest trades of a pair, ascending by trade number.</summary>
    Task<IReadOnlyList<PublicTrade>> RecentTradesAsync(PairId pair, int limit, CancellationToken cancellationToken);

    /// <summary>What came in, what is where, and what is on its way, per asset, all at one journal position.</summary>
    Task<Reconciliation> ReconciliationAsync(CancellationToken cancellationToken);
}

/// <summary>Which orders.</summary>
/// <remarks>No range: the newest. From a number or a start: the oldest from there. To an end alone: the newest up to there.</remarks>
/// <param name="Account">Whose.</param>
/// <param name="Pair">On which pair.</param>
/// <param name="FromOrder">From this number on; null for no lower bound.</param>
/// <param name="StartUnixMicros">Placed at this time or later, microseconds since 1970-01-01 UTC; null for no bound.</param>
/// <param name="EndUnixMicros">Placed at this time or earlier; null for no bound.</param>
/// <param name="Limit">At most so many.</param>
public sealed record OrderHistoryQuery(
    AccountId Account, PairId Pair, OrderId? FromOrder, long? StartUnixMicros, long? EndUnixMicros, int Limit);

/// <summary>Which fills.</summary>
/// <remarks>No range: the newest. From a number or a start: the oldest from there. To an end alone: the newest up to there.</remarks>
/// <param name="Account">Whose.</param>
/// <param name="Pair">On which pair.</param>
/// <param name="Order">Of one order; null for all.</param>
/// <param name="FromTrade">From this number on; null for no lower bound.</param>
/// <param name="StartUnixMicros">Executed at this time or later, microseconds since 1970-01-01 UTC; null for no bound.</param>
/// <param name="EndUnixMicros">Executed at this time or earlier; null for no bound.</param>
/// <param name="Limit">At most so many.</param>
public sealed record FillHistoryQuery(
    AccountId Account, PairId Pair, OrderId? Order, TradeId? FromTrade, long? StartUnixMicros, long? EndUnixMicros, int Limit);

/// <summary>One order's side of one trade.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Pair">The pair.</param>
/// <param name="Side">The order's direction.</param>
/// <param name="Fill">The trade as this order had it.</param>
/// <param name="Fee">What the house kept.</param>
/// <param name="FeeAsset">Of which asset.</param>
public sealed record HistoricFill(OrderId OrderId, PairId Pair, Side Side, Fill Fill, AssetUnits Fee, AssetId FeeAsset)
{
    /// <summary>The list that the order belongs to; none if it stands alone.</summary>
    public OrderListId List { get; init; }
}

/// <summary>A trade as everybody may see it.</summary>
/// <param name="TradeId">Its number.</param>
/// <param name="Price">The maker's price.</param>
/// <param name="Quantity">Lots.</param>
/// <param name="QuoteAmount">Price times quantity, in quote units.</param>
/// <param name="ExecutedAtUnixMicros">When, microseconds since 1970-01-01 UTC.</param>
/// <param name="IsBuyerMaker">Whether the buyer rested.</param>
public sealed record PublicTrade(
    TradeId TradeId, PriceTicks Price, QuantityLots Quantity, AssetUnits QuoteAmount, long ExecutedAtUnixMicros, bool IsBuyerMaker);

/// <summary>The exchange's money at one journal position.</summary>
/// <param name="Position">The journal position.</param>
/// <param name="Assets">Every asset ever credited, in order of id.</param>
public sealed record Reconciliation(long Position, IReadOnlyList<AssetReconciliation> Assets);

/// <summary>One asset's money. Sums over all accounts, in the asset's units; 128 bits because supplies add up.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Credited">What came in from outside.</param>
/// <param name="Available">What accounts may use.</param>
/// <param name="Frozen">What open holds freeze.</param>
/// <param name="Fees">What the house kept.</param>
/// <param name="InFlight">What books have traded and accounts not yet settled: due to receivers less still held by payers.</param>
public sealed record AssetReconciliation(
    AssetId Asset, System.Int128 Credited, System.Int128 Available, System.Int128 Frozen, System.Int128 Fees, System.Int128 InFlight)
{
    /// <summary>Zero, at any moment, unless money was made or lost.</summary>
    public System.Int128 Difference => Credited - Available - Frozen - Fees - InFlight;
}
