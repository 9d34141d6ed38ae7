using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;
using Xunit;
using Xunit.Sdk;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class AccountPropertyTests
{
    private const int Steps = 1_500;

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Account_UnderRandomCommands_KeepsItsMoneyAndReplays(ulong seed)
    {
        var random = new RandomAccount(seed);
        var auditor = new AccountAuditor();
        var journal = new List<AccountEvent>();
        var rejections = Enum.GetValues<RejectReason>().ToDictionary(reason => reason, _ => 0);
        var account = Account.Empty(Sample.Owner);
        var contradictions = 0;

        for (var step = 0; step < Steps; step++)
        {
            var (command, isContradiction) = random.Next(account);
            try
            {
                var before = AccountHash.StateHash(account);
                if (isContradiction)
                {
                    contradictions++;
                    Assert.Throws<InvariantBrokenException>(() => AccountDecider.Decide(account, command));
                    Assert.Equal(before, AccountHash.StateHash(account));
                    continue;
                }

                var decision = AccountDecider.Decide(account, command);
                Assert.Equal(before, AccountHash.StateHash(account));
                if (decision is Accepted<AccountEvent>(var events))
                {
                    auditor.Note(account, command);
                    account = account.Then(events);
                    journal.AddRange(events);
                }
                else
                {
                    rejections[Assert.IsType<Rejected<AccountEvent>>(decision).Reason] += 1;
                }

                auditor.Check(account);
            }
            catch (Exception failure) when (failure is XunitException or InvariantBrokenException or OverflowException)
            {
                throw new XunitException($"seed {seed}, step {step}, {command}: {failure.Message}", failure);
            }
        }

        Assert.Equal(AccountHash.StateHash(account), AccountHash.StateHash(Account.Empty(Sample.Owner).Then(journal)));

        // A run that never got anywhere would prove nothing.
        Assert.True(auditor.FillsSeen > 50, $"seed {seed}: only {auditor.FillsSeen} fills");
        Assert.True(auditor.FeesSeen > 10, $"seed {seed}: only {auditor.FeesSeen} fees");
        Assert.True(Happened<OrderStarted>() > 5, $"seed {seed}: only {Happened<OrderStarted>()} orders waited and started");
        Assert.True(Happened<OrderAmended>() > 5, $"seed {seed}: only {Happened<OrderAmended>()} amendments");
        Assert.True(Happened<TradePrevented>() > 5, $"seed {seed}: only {Happened<TradePrevented>()} prevented matches");
        Assert.True(Happened<ListClosed>() > 5, $"seed {seed}: only {Happened<ListClosed>()} lists closed");
        Assert.True(contradictions > 50, $"seed {seed}: only {contradictions} contradictions");
        Assert.True(rejections.Values.Sum() + contradictions > Steps / 3, $"seed {seed}: too little was refused");
        Assert.True(
            rejections.Values.Count(times => times > 0) >= 10, $"seed {seed}: only {string.Join(", ", rejections)}");
        Assert.Equal(32, account.ClosedOrders.Length);

        int Happened<TEvent>() => journal.OfType<TEvent>().Count();
    }
}
