using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Storage;
using Xunit;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>Which journals and relational stores may be opened together.</summary>
public sealed class ExchangePairTests
{
    private static readonly Guid One = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Other = Guid.Parse("22222222-2222-2222-2222-222222222222");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequireAsync_WhenNeitherHasAnId_GivesBothTheSameNewOne(bool haveContent)
    {
        var (journal, relational) = (new Store("journal j", null, haveContent), new Store("store r", null, haveContent));

        await ExchangePair.RequireAsync(journal, relational, CancellationToken.None);

        Assert.NotNull(journal.Id);
        Assert.Equal(journal.Id, relational.Id);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task RequireAsync_WhenBothHaveTheSameId_LeavesThem(bool journalHasContent, bool relationalHasContent)
    {
        var (journal, relational) = (new Store("journal j", One, journalHasContent), new Store("store r", One, relationalHasContent));

        await ExchangePair.RequireAsync(journal, relational, CancellationToken.None);

        Assert.Equal((0, 0), (journal.Writes, relational.Writes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequireAsync_AfterACrashBetweenTheTwoWrites_FinishesWithTheIdThatWasWritten(bool haveContent)
    {
        var (journal, relational) = (new Store("journal j", null, haveContent), new Store("store r", null, haveContent) { Crashes = true });
        await Assert.ThrowsAsync<TimeoutException>(() => ExchangePair.RequireAsync(journal, relational, CancellationToken.None));
        relational.Crashes = false;

        await ExchangePair.RequireAsync(journal, relational, CancellationToken.None);

        Assert.Equal((1, 1), (journal.Writes, relational.Writes));
        Assert.Equal(journal.Id, relational.Id);
    }

    [Fact]
    public async Task RequireAsync_WhenTheIdsDiffer_NamesBoth()
    {
        var (journal, relational) = (new Store("journal j", One, true), new Store("store r", Other, true));

        var refused = await Assert.ThrowsAsync<StoresDoNotMatchException>(
            () => ExchangePair.RequireAsync(journal, relational, CancellationToken.None));

        Assert.Contains($"The journal j is of exchange {One}, but the store r is of exchange {Other}", refused.Message, StringComparison.Ordinal);
    }

    public static IEnumerable<object?[]> OneIsEmpty() =>
    [
        [null, true, null, false, "The store r is new and empty, but the journal j"],
        [One, true, null, false, "The store r is new and empty, but the journal j"],
        [null, false, null, true, "The journal j is new and empty, but the store r"],
        [null, false, One, true, "The journal j is new and empty, but the store r"],
    ];

    [Theory]
    [MemberData(nameof(OneIsEmpty))]
    public async Task RequireAsync_WhenOnlyOneHasContent_SaysWhichIsEmptyAndWritesNothing(
        Guid? ofJournal, bool journalHasContent, Guid? ofRelational, bool relationalHasContent, string says)
    {
        var journal = new Store("journal j", ofJournal, journalHasContent);
        var relational = new Store("store r", ofRelational, relationalHasContent);

        var refused = await Assert.ThrowsAsync<StoresDoNotMatchException>(
            () => ExchangePair.RequireAsync(journal, relational, CancellationToken.None));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (journal.Writes, relational.Writes));
    }

    private sealed class Store(string name, Guid? id, bool hasContent) : IExchangeIdentity
    {
        public Guid? Id { get; private set; } = id;

        public int Writes { get; private set; }

        public bool Crashes { get; set; }

        public string StoreName => name;

        public Task<StoreIdentity> ReadIdentityAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new StoreIdentity(Id, hasContent));

        public Task WriteIdentityAsync(Guid exchangeId, CancellationToken cancellationToken)
        {
            if (Crashes) throw new TimeoutException("It crashed here.");

            Id = exchangeId;
            Writes++;
            return Task.CompletedTask;
        }
    }
}
