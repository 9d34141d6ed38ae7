using System;
using System.Diagnostics;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>The rules of one account: what a command is allowed to do, and what each event did.</summary>
/// <remarks>
/// Pure and synchronous. Orders and lists are placed in <c>AccountDecider.Place.cs</c>, what books tell is followed in
/// <c>AccountDecider.FollowBook.cs</c>, what each event does is in <c>AccountDecider.Evolve.cs</c>. Design: docs/adr/0004-holds.md
/// and docs/adr/0012-lists-and-replacing.md.
/// </remarks>
public static partial class AccountDecider
{
    /// <summary>Decides one command against the current state, without changing it.</summary>
    /// <returns>The events to append, or the first reason that applies, in the order of <see cref="RejectReason"/>.</returns>
    /// <exception cref="InvariantBrokenException">
    /// A book's change contradicts the account, or an order's terms its pair: a fault of the exchange, not a refusal.
    /// </exception>
    /// <remarks>
    /// An account's time never runs back: its events are stamped with the command's receipt, or with the account's last
    /// change if that is later.
    /// </remarks>
    public static Decision<AccountEvent> Decide(Account account, AccountCommand command)
    {
        var at = Math.Max(command.ReceivedAtUnixMicros, account.LastChangeAtUnixMicros);
        return command switch
        {
            OpenOrder open => Decide(account, open, at),
            OpenOrderList open => Decide(account, open, at),
            FollowBook follow => Decide(account, follow, at),
            Credit credit => Decide(account, credit, at),
            Freeze => account.IsFrozen ? Accept() : Accept(new AccountFrozen(account.Id, at)),
            Unfreeze => account.IsFrozen ? Accept(new AccountUnfrozen(account.Id, at)) : Accept(),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };
    }

    /// <summary>
    /// Whether an answer that is still to come may make more of an asset available: an own market order under way holds
    /// some, and will end up needing no more than that.
    /// </summary>
    /// <remarks>
    /// An order refused for <see cref="RejectReason.InsufficientAvailable"/> while this is true would be told something
    /// that the trader cannot see or act on; the caller puts the request off until the book has answered.
    /// </remarks>
    public static bool MayFreeFunds(Account account, AssetId asset)
    {
        foreach (var (_, order) in account.OpenOrders)
        {
            var isUnderWay = order.Status == OrderStatus.UnderWay;
            if (isUnderWay && order.Terms.Type == OrderType.Market && order.Terms.PaidAsset == asset) return true;
        }

        return false;
    }

    // A frozen account may be credited: freezing stops what its user does, not what is owed to them.
    private static Decision<AccountEvent> Decide(Account account, Credit command, long at)
    {
        if (command.Amount <= AssetUnits.Zero) return Reject(RejectReason.AmountNotPositive);

        if (account.Credits.TryGetValue(command.Reference, out var earlier))
        {
            return earlier == new CreditTerms(command.Asset, command.Amount)
                ? Accept()
                : Reject(RejectReason.CreditReferenceReused);
        }

        // Available and frozen together must fit, or a release could overflow where nothing may be refused any more.
        var balance = account.BalanceOf(command.Asset);
        if ((Int128)balance.Available.Value + balance.Frozen.Value + command.Amount.Value > long.MaxValue)
        {
            return Reject(RejectReason.BalanceOverflow);
        }

        return Accept(new Credited(account.Id, command.Asset, command.Amount, command.Reference, at));
    }

    private static Accepted<AccountEvent> Accept(params ReadOnlySpan<AccountEvent> events) => new([.. events]);

    private static Rejected<AccountEvent> Reject(RejectReason reason) => new(reason);
}
