using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

public sealed class WaitersTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly Waiters _waiters;

    public WaitersTests() => _waiters = new Waiters(maxRequests: 10, maxRequestsPerActor: 10, new TokenSequence(0, long.MaxValue, 0), _time);

    [Fact]
    public async Task AnswerThoseBefore_AnswersTheOldAndGivesTheirRoomBack()
    {
        var old = Enumerable.Range(0, 5).Select(_ => Admit()).ToArray();
        _time.Advance(TimeSpan.FromSeconds(1));
        var moment = _time.GetTimestamp();
        var young = Enumerable.Range(0, 5).Select(_ => Admit()).ToArray();
        Assert.NotNull(_waiters.Admit(Probes.Named("a"), new Command("get"), out _, out _));

        _waiters.AnswerThoseBefore(moment, new OutcomeUnknown("Too late."));

        Assert.All(await Task.WhenAll(old), answer => Assert.IsType<OutcomeUnknown>(answer));
        Assert.All(young, answer => Assert.False(answer.IsCompleted));
        Assert.Equal(5, _waiters.Count);
        Assert.False(Admit().IsCompleted);
    }

    [Fact]
    public async Task Answer_ToAMarkedToken_ReachesWhoeverHasTheTokenWithoutTheMark()
    {
        Assert.Null(_waiters.Admit(Probes.Named("a"), new Command("get"), out var token, out var answer));

        _waiters.Answer(token.Mark(), new RequestFaulted());

        Assert.False(token.IsMarked);
        Assert.IsType<RequestFaulted>(await answer);
    }

    [Fact]
    public async Task Answer_AfterOneThatGaveUp_GoesNowhere()
    {
        Assert.Null(_waiters.Admit(Probes.Named("a"), new Command("get"), out var token, out var answer));
        _time.Advance(TimeSpan.FromSeconds(1));
        _waiters.AnswerThoseBefore(_time.GetTimestamp(), new OutcomeUnknown("Too late."));

        _waiters.Answer(token, new RequestFaulted());

        Assert.IsType<OutcomeUnknown>(await answer);
        Assert.Equal(0, _waiters.Count);
    }

    private Task<Answer> Admit()
    {
        Assert.Null(_waiters.Admit(Probes.Named("a"), new Command("get"), out _, out var answer));
        return answer;
    }
}

public sealed class TokenSequenceTests
{
    [Fact]
    public void Next_CountsInItsOwnBitsAndCarriesTheOrigin()
    {
        var tokens = new TokenSequence(origin: 7L << 32, mask: uint.MaxValue, first: 0);

        Assert.Equal([(7L << 32) | 2, (7L << 32) | 4], [tokens.Next(), tokens.Next()]);
    }

    [Fact]
    public void Next_AfterTheLastValue_ComesRoundWithoutTouchingTheOrigin()
    {
        var tokens = new TokenSequence(origin: 7L << 32, mask: uint.MaxValue, first: uint.MaxValue - 3);

        Assert.Equal([(7L << 32) | (uint.MaxValue - 1), 7L << 32, (7L << 32) | 2], [tokens.Next(), tokens.Next(), tokens.Next()]);
    }

    [Fact]
    public void Next_WithoutAnOrigin_IsNeverZero()
    {
        var tokens = new TokenSequence(origin: 0, mask: 7, first: 0);

        Assert.Equal([2, 4, 6, 2, 4, 6], Take(tokens, 6));
    }

    [Fact]
    public void Next_OfAFrontEndWhoseNumberIsNegative_KeepsItsNumber()
    {
        const int uid = -5;
        var tokens = new TokenSequence(origin: (long)uid << 32, mask: uint.MaxValue, first: 0);

        Assert.All(Take(tokens, 3), token => Assert.Equal(uid, (int)(token >> 32)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(418_000)]
    [InlineData(int.MaxValue)]
    public void Next_OfAProcessAndOfANodeOnTheSameJournal_AreNeverTheSame(int uid)
    {
        // The microseconds at which the count of a process begins, some of them with the node's number in their high half.
        foreach (var first in (long[])[0, (long)uid << 32, long.MaxValue - 1])
        {
            Assert.Empty(Take(TokenSequence.OfProcess(first), 3).Intersect(Take(TokenSequence.OfNode(uid), 3)));
        }
    }

    private static IEnumerable<long> Take(TokenSequence tokens, int count) => [.. Enumerable.Range(0, count).Select(_ => tokens.Next())];
}
