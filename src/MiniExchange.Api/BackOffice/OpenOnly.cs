using System;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Api.Errors;

namespace MiniExchange.Api.BackOffice;

/// <summary>Routes that do not answer at every time.</summary>
internal static class OpenOnly
{
    /// <summary>Refuses until the exchange is open, and while another process may have taken over from this one.</summary>
    public static RouteGroupBuilder WhileOpen(this RouteGroupBuilder routes) => routes.While(static opening => opening.NotOpenBecause());

    /// <summary>Refuses while another process may have taken over from this one, or this one has not begun.</summary>
    public static RouteGroupBuilder WhileCurrent(this RouteGroupBuilder routes) => routes.While(static opening => opening.NotCurrentBecause());

    private static RouteGroupBuilder While(this RouteGroupBuilder routes, Func<Opening, string?> because) =>
        routes.AddEndpointFilter(async (context, next) =>
        {
            var opening = context.HttpContext.RequestServices.GetRequiredService<Opening>();
            return because(opening) is { } reason ? Problems.NotOpen(reason) : await next(context);
        });
}
