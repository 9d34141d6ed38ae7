using System;
using MiniExchange.Actors.Engines;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

public sealed class MembershipProofTests
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly MembershipProof<string> _proof;

    public MembershipProofTests() => _proof = new MembershipProof<string>(Lasts, _time);

    [Fact]
    public void Holds_BeforeAnybodySaidSo_IsFalse()
    {
        Assert.False(_proof.Holds);
        _proof.BeginRound();
        Assert.False(_proof.Holds);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Confirm_ByAMajorityAndNotBefore_Holds(int members, int needed)
    {
        var round = _proof.BeginRound();
        for (var i = 1; i < needed; i++) Assert.False(_proof.Confirm($"node-{i}", round, members));

        Assert.True(_proof.Confirm($"node-{needed}", round, members));
        Assert.True(_proof.Holds);
    }

    [Fact]
    public void Confirm_ByTheSameMemberTwice_CountsOnce()
    {
        var round = _proof.BeginRound();
        _proof.Confirm("node-1", round, members: 3);

        Assert.False(_proof.Confirm("node-1", round, members: 3));
    }

    [Fact]
    public void Confirm_OfAnEarlierRound_CountsNot()
    {
        var earlier = _proof.BeginRound();
        _proof.Confirm("node-1", earlier, members: 3);
        var round = _proof.BeginRound();

        Assert.False(_proof.Confirm("node-2", earlier, members: 3));
        Assert.False(_proof.Confirm("node-2", round, members: 3));
        Assert.True(_proof.Confirm("node-3", round, members: 3));
    }

    [Fact]
    public void Proof_CountsFromWhenItWasAskedFor()
    {
        var round = _proof.BeginRound();
        _time.Advance(Lasts - Moment);
        Assert.True(_proof.Confirm("node-1", round, members: 1));

        _time.Advance(Moment);

        Assert.False(_proof.Holds);
    }

    [Fact]
    public void Confirm_ThatComesTooLate_DoesNotHold()
    {
        // Asked before a pause, answered after it: meanwhile the others may have taken over.
        var round = _proof.BeginRound();
        _time.Advance(Lasts);

        Assert.False(_proof.Confirm("node-1", round, members: 1));
    }

    [Fact]
    public void Proof_LastsWhileTheNextRoundIsUnderWay()
    {
        _proof.Confirm("node-1", _proof.BeginRound(), members: 1);
        _time.Advance(Lasts - Moment);
        _proof.BeginRound();

        Assert.True(_proof.Holds);
        _time.Advance(Moment);
        Assert.False(_proof.Holds);
    }
}
