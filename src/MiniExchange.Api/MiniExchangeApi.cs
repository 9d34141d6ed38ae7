using System;
using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Api.BackOffice;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Limits;
using MiniExchange.Api.OpenApi;
using MiniExchange.Api.Streams;
using MiniExchange.Api.Trading;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Api.Trading.Routes;

namespace MiniExchange.Api;

/// <summary>The exchange's HTTP front end, as its host composes it.</summary>
public static partial class MiniExchangeApi
{
    /// <summary>Adds what the front end needs, but for what only a host can choose.</summary>
    /// <remarks>
    /// The host adds <c>IEngine</c>, <c>IJournal</c>, a maker of account codecs, <c>ExchangeClient</c>, <c>MarketDirectory</c>,
    /// <c>IUsers</c>, <c>IListenKeyStore</c>, <c>IHistory</c>, <c>IMarketHistory</c>, <c>IMarketData</c>, any
    /// <see cref="IReadiness"/> and <see cref="IProblems"/>, and where data protection keeps its keys: without a place of its own, the keys of a past
    /// process are lost, and with them all API secrets. Settings: <see cref="ApiOptions"/>.
    /// </remarks>
    public static IServiceCollection AddMiniExchangeApi(this IServiceCollection services)
    {
        services.AddSettings<ApiOptions>(ApiOptions.Section).Validate<IOptions<HostOptions>>(
            static (api, host) => api.Streams.ShutdownNoticeMs < host.Value.ShutdownTimeout.TotalMilliseconds,
            "Api:Streams:ShutdownNoticeMs must be shorter than the time that the host takes to stop (shutdownTimeoutSeconds), or clients are cut off.");
        services.TryAddSingleton(TimeProvider.System);

        services.AddDataProtection();
        services.AddSingleton<ApiKeyIssuer>();
        services.AddSingleton<ApiKeyRing>();
        services.AddSingleton<ApiKeyWatch>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignIns>();

        services.AddSingleton<AddressBans>();
        services.AddSingleton<RequestWeights>();
        services.AddSingleton<RequestRoom>();
        services.AddSingleton<OrderCounts>();
        services.AddSingleton<RequestSigning>();
        services.AddSingleton<Opening>();
        services.AddSingleton<TradingPipeline>();
        services.AddSingleton<CaughtUpHistory>();
        services.AddSingleton<OrderCompletion>();
        services.AddSingleton<AccountLimitRules>();
        services.AddSingleton<PairStatuses>();
        services.AddSingleton<ITradingResource, PublicRoutes>();
        services.AddSingleton<ITradingResource, TradeHistoryRoutes>();
        services.AddSingleton<ITradingResource, TickerRoutes>();
        services.AddSingleton<ITradingResource, ExchangeInfoRoute>();
        services.AddSingleton<ITradingResource, OrderRoutes>();
        services.AddSingleton<ITradingResource, CancelReplaceRoute>();
        services.AddSingleton<ITradingResource, AmendmentRoutes>();
        services.AddSingleton<ITradingResource, OrderListRoutes>();
        services.AddSingleton<ITradingResource, OrderHistoryRoutes>();
        services.AddSingleton<ITradingResource, PreventedMatchRoutes>();
        services.AddSingleton<ITradingResource, AccountRuleRoutes>();
        services.AddSingleton<ITradingResource, AccountRoutes>();
        services.AddSingleton<ITradingResource, WalletRoutes>();
        services.AddSingleton<ITradingResource, UserStreamRoutes>();

        services.AddSingleton<ListenKeys>();
        services.AddSingleton<IListenKeys>(static provider => provider.GetRequiredService<ListenKeys>());
        services.AddSingleton<UserDataHub>();
        services.AddSingleton<IUserData>(static provider => provider.GetRequiredService<UserDataHub>());
        services.AddSingleton<IReadiness>(static provider => provider.GetRequiredService<UserDataHub>());
        StreamEndpoints.AddServices(services);

        services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
        services.AddAuthorizationBuilder().AddPolicy(AdminRoutes.Policy, static policy => policy.RequireRole(SignIns.AdminRole));
        services.AddRateLimiter(static limiter => limiter.OnRejected = SayWhenToRetry);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ApiOptions>>(static (limiter, options) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(AuthRoutes.RateLimit, http => RateLimitPartition.GetFixedWindowLimiter(
                RequestWeights.CallerOf(http.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = options.Value.SignInsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0,
                }));
        });

        // A body that cannot be read is told about in one place, in every environment.
        services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(static options =>
        {
            // A field that is missing, null where it must not be, or a number in quotes is an error of the request.
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, BackOfficeJson.Default);
        });
        services.AddOpenApi("v1", static options =>
        {
            options.AddDocumentTransformer<SecuritySchemes>();
            options.AddOperationTransformer<SecuritySchemes>();
            options.AddOperationTransformer<TradingDescriptions>();
        });
        return services;
    }

    /// <summary>Adds the routes, and the middleware that they need.</summary>
    public static WebApplication MapMiniExchangeApi(this WebApplication app)
    {
        TrustProxies(app);
        if (!app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.LimitsEnabled) LogUnlimited(app.Logger);
        CloseConnectionsWhenStopping(app);
        app.UseMiddleware<ErrorBodies>();

        // Routes of the trading API are answered here: what follows is for sign-ins, sockets and pages.
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseWebSockets();
        app.UseSwaggerUI(static options => options.SwaggerEndpoint("/openapi/v1.json", "MiniExchange"));

        MapTrading(app);
        StreamEndpoints.Map(app);
        AuthRoutes.Map(app);
        ApiKeyRoutes.Map(app);
        AdminRoutes.Map(app);
        SettlementRoutes.Map(app);
        HealthRoutes.Map(app);
        app.MapOpenApi();
        return app;
    }

    private static void TrustProxies(WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.TrustedProxies;
        if (proxies.Count == 0) return;

        // Any number of entries: reading stops at the first one that a trusted proxy did not write.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies) options.KnownProxies.Add(IPAddress.Parse(proxy));
        app.UseForwardedHeaders(options);
    }

    /// <summary>A server that is about to stop says so with its answers: the next request then comes by a new connection, elsewhere.</summary>
    private static void CloseConnectionsWhenStopping(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (stopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
            return next(context);
        });
    }

    private static void MapTrading(WebApplication app)
    {
        var pipeline = app.Services.GetRequiredService<TradingPipeline>();
        foreach (var resource in app.Services.GetServices<ITradingResource>())
        {
            foreach (var route in resource.Routes)
            {
                // The description finds only endpoints that name a method.
                RequestDelegate answer = http => pipeline.RunAsync(http, route);
                app.MapMethods(route.Path, [route.Method], answer).WithMetadata(route, answer.Method).ShortCircuit();

                // The server leaves the body of its answer out.
                if (HttpMethods.IsGet(route.Method)) app.MapMethods(route.Path, [HttpMethods.Head], answer).WithMetadata(route).ShortCircuit().ExcludeFromDescription();
            }
        }
    }

    private static ValueTask SayWhenToRetry(OnRejectedContext context, System.Threading.CancellationToken cancellationToken)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
        {
            context.HttpContext.Response.Headers.RetryAfter =
                Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(5005, LogLevel.Warning, "Api:LimitsEnabled is false: nobody is refused for too many requests, orders or connections, and nobody is banned.")]
    private static partial void LogUnlimited(ILogger logger);
}
