using System.Collections.Generic;
using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MiniExchange.Actors.Engines;

namespace MiniExchange.Api.BackOffice;

/// <summary>Whether the process lives, and whether it takes traffic.</summary>
internal static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", static () => TypedResults.Ok(new HealthResponse("live", null, [], [])))
            .WithSummary("Answers while the process lives.");
        health.MapGet("/ready", Ready)
            .WithSummary("Whether orders are taken and history is kept up; else why not. Actors that gave up on a message are named, and problems that do not keep traffic away.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<HealthResponse> Ready(IEngine engine, Opening opening, IEnumerable<IReadiness> parts, IEnumerable<IProblems> besides)
    {
        var health = engine.Health;
        var reason = health.State == EngineState.Ready
            ? parts.Select(static part => part.NotReadyBecause()).FirstOrDefault(static reason => reason is not null) ?? opening.NotCurrentBecause()
            : $"The engine is {health.State}: {health.Reason}";
        return TypedResults.Json(
            new HealthResponse(
                reason is null ? "ready" : "unavailable",
                reason,
                [.. health.FaultedActors.Select(static actor => actor.ToString())],
                [.. besides.SelectMany(static beside => beside.Problems)]),
            BackOfficeJson.Default.HealthResponse,
            statusCode: reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
