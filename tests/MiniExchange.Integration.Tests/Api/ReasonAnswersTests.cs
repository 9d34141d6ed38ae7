using System;
using System.Linq;
using MiniExchange.Api.Errors;
using MiniExchange.Domain;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class ReasonAnswersTests
{
    public static TheoryData<RejectReason> Reasons => [.. Enum.GetValues<RejectReason>().Where(static reason => reason != RejectReason.None)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Reason_WhicheverItIs_HasAnAnswerOnBothApis(RejectReason reason)
    {
        var answer = ReasonAnswers.Of(reason);

        Assert.True(answer.Trading.Code < 0);
        Assert.NotEmpty(answer.Trading.Message);
        Assert.NotEmpty(answer.ProblemTitle);
        Assert.True(answer.ProblemStatus is 409 or 422 or 500);
        Assert.Equal(answer.ProblemStatus == 500 ? 500 : 400, answer.Trading.Status);
    }
}
