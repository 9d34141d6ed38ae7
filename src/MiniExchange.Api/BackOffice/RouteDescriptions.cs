using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MiniExchange.Api.BackOffice;

/// <summary>How back-office routes describe themselves.</summary>
internal static class RouteDescriptions
{
    /// <summary>Says which problems a route may answer with, by status.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses) route.ProducesProblem(status);
        return route;
    }
}
