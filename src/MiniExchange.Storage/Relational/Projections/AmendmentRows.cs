using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>order_amendments</c> that one batch adds.</summary>
internal sealed class AmendmentRows
{
    private static readonly InsertStatement<AmendmentRow> Insert = new(
        "order_amendments",
        "",
        InsertColumn<AmendmentRow>.Number("account_id", row => row.Account.Value),
        InsertColumn<AmendmentRow>.Number("order_id", row => row.Amendment.OrderId.Value),
        InsertColumn<AmendmentRow>.Number("execution_id", row => row.Amendment.ExecutionId),
        InsertColumn<AmendmentRow>.Text("former_client_order_id", row => row.Amendment.FormerClientOrderId),
        InsertColumn<AmendmentRow>.Text("client_order_id", row => row.Amendment.ClientOrderId),
        InsertColumn<AmendmentRow>.Number("former_lots", row => row.Amendment.FormerQuantity.Value),
        InsertColumn<AmendmentRow>.Number("lots", row => row.Amendment.Quantity.Value),
        InsertColumn<AmendmentRow>.Number("amended_at", row => row.Amendment.AmendedAtUnixMicros));

    private readonly List<AmendmentRow> _added = [];

    /// <summary>Adds what an amendment changed.</summary>
    /// <param name="amended">The event.</param>
    /// <param name="order">The order before it.</param>
    /// <param name="execution">The account's count of what happened to its orders, this included.</param>
    public void Add(OrderAmended amended, AccountOrder order, long execution) => _added.Add(new AmendmentRow(amended.AccountId, new OrderAmendment(
        order.OrderId,
        order.Terms.Pair,
        execution,
        order.Terms.ClientOrderId,
        amended.ClientOrderId,
        order.Terms.Quantity,
        amended.Quantity,
        amended.OccurredAtUnixMicros)));

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Insert.RunAsync(transaction, _added, cancellationToken);
}

/// <summary>One row of <c>order_amendments</c>.</summary>
/// <param name="Account">The owner.</param>
/// <param name="Amendment">What was changed.</param>
internal sealed record AmendmentRow(AccountId Account, OrderAmendment Amendment);
