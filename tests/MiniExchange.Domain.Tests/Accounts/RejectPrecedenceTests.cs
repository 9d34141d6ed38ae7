using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>Each row breaks its own rule and every later one that it can; the reason given is its own.</summary>
public sealed class RejectPrecedenceTests
{
    // Nothing is available, as many orders are open as the pair allows, and one of them is called "taken".
    private static readonly Account Full = After(Credited(Usd, 480))
        .Then(new[] { "taken", "b", "c", "d" }.SelectMany(
            (name, index) => Placed(index + 1, Limit(Side.Buy, 10, 4, name), held: 120)));

    private static readonly (RejectReason Reason, Account Account, AccountCommand Command)[] Orders =
    [
        (RejectReason.UnsupportedOrderCombination, Full.Then(Frozen()),
            Open(Limit(Side.Buy, 9, 1, "taken") with { QuoteQuantity = new AssetUnits(1) })),
        (RejectReason.PriceOutOfRange, Full.Then(Frozen()), Open(Limit(Side.Buy, 9, 1, "taken"))),
        (RejectReason.QuantityOutOfRange, Full.Then(Frozen()), Open(Limit(Side.Buy, 10, 1, "taken"))),
        (RejectReason.NotionalTooSmall, Full.Then(Frozen()), Open(Limit(Side.Buy, 10, 3, "taken"))),
        (RejectReason.AccountFrozen, Full.Then(Frozen()), Open(Limit(Side.Buy, 10, 4, "taken"))),
        (RejectReason.ClientOrderIdInUse, Full, Open(Limit(Side.Buy, 10, 4, "taken"))),
        (RejectReason.TooManyOpenOrders, Full, Open(Limit(Side.Buy, 10, 4, "free"))),
        (RejectReason.InsufficientAvailable, After(), Open(Limit(Side.Buy, 10, 4, "free"))),
    ];

    private static readonly (RejectReason Reason, Account Account, AccountCommand Command)[] Credits =
    [
        (RejectReason.AmountNotPositive, Full, new Credit(Usd.Id, AssetUnits.Zero, "USD", Now)),
        (RejectReason.CreditReferenceReused, Full, new Credit(Usd.Id, new AssetUnits(long.MaxValue), "USD", Now)),
        (RejectReason.BalanceOverflow, Full, new Credit(Usd.Id, new AssetUnits(long.MaxValue), "new", Now)),
    ];

    public static TheoryData<RejectReason> Reasons => [.. Orders.Concat(Credits).Select(row => row.Reason)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Decide_WhenSeveralReasonsApply_GivesTheFirst(RejectReason reason)
    {
        var row = Orders.Concat(Credits).Single(row => row.Reason == reason);

        DecisionAssert.Rejected(reason, AccountDecider.Decide(row.Account, row.Command));
    }

    [Fact]
    public void Reasons_AreDeclaredInTheOrderInWhichTheyAreGiven()
    {
        var declared = Enum.GetValues<RejectReason>();

        Assert.Equal(Sorted(Orders), Orders.Select(row => row.Reason));
        Assert.Equal(Sorted(Credits), Credits.Select(row => row.Reason));

        IEnumerable<RejectReason> Sorted((RejectReason Reason, Account, AccountCommand)[] rows) =>
            rows.Select(row => row.Reason).OrderBy(reason => Array.IndexOf(declared, reason));
    }
}
