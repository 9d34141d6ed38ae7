using System.Collections.Generic;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using MiniExchange.Application;
using MiniExchange.Domain;

namespace MiniExchange.Api.Errors;

/// <summary>Errors of <c>/api/v1</c>: RFC 9457 problem details with a stable <c>code</c>.</summary>
internal static class Problems
{
    public static ProblemHttpResult Invalid(string field, string detail) =>
        Of(StatusCodes.Status400BadRequest, "InvalidRequest", "The request cannot be read.", detail, field);

    public static ProblemHttpResult NotFound(string code, string detail) =>
        Of(StatusCodes.Status404NotFound, code, "Not found.", detail);

    public static ProblemHttpResult Conflict(string code, string detail) =>
        Of(StatusCodes.Status409Conflict, code, "Conflict.", detail);

    /// <param name="reason">Why it does not answer, as <c>/health/ready</c> says it.</param>
    public static ProblemHttpResult NotOpen(string reason) => Of(
        StatusCodes.Status503ServiceUnavailable,
        "Busy",
        "Not started; safe to send again.",
        reason);

    public static ProblemHttpResult Of(RejectReason reason)
    {
        var answer = ReasonAnswers.Of(reason);
        return Of(answer.ProblemStatus, reason.ToString(), answer.ProblemTitle);
    }

    /// <summary>What to say of an outcome that is not <see cref="Completed{T}"/>.</summary>
    public static ProblemHttpResult Of<T>(Outcome<T> outcome) => outcome switch
    {
        Refused<T> refused => Of(refused.Reason),
        NotStarted<T> => Of(StatusCodes.Status503ServiceUnavailable, "Busy", "Not started; safe to send again."),
        Unknown<T> => Of(StatusCodes.Status504GatewayTimeout, "OutcomeUnknown", "It may or may not have happened; ask again."),
        _ => Of(RejectReason.Faulted),
    };

    /// <summary>A problem that only its status describes.</summary>
    public static ProblemHttpResult OfStatus(int status, string? detail = null) =>
        Of(status, ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", System.StringComparison.Ordinal), ReasonPhrases.GetReasonPhrase(status), detail);

    public static ProblemHttpResult Of(int status, string code, string title, string? detail = null, string? field = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (field is not null) extensions["field"] = field;
        return TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
    }
}
