using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniExchange.Api;
using MiniExchange.Host.Composition;
using MiniExchange.Host.Demo;
using MiniExchange.Host.Metering;
using MiniExchange.Host.Seeding;

namespace MiniExchange.Host;

/// <summary>Starts the exchange, or runs one of its commands. What is no option here is configuration: <c>--urls</c>, <c>--Storage:Provider</c>, ….</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var demo = new Option<bool>("--demo") { Description = "Add two funded demo users, print their keys, and run small market makers." };
        var root = new RootCommand("MiniExchange: a spot exchange. Other options are configuration, such as --urls http://127.0.0.1:5080.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.Options.Add(demo);
        root.SetAction((parsed, cancellationToken) => ServeAsync([.. parsed.UnmatchedTokens], parsed.GetValue(demo), cancellationToken));
        root.Subcommands.Add(SeedCommand.Create());
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(string[] configuration, bool isDemo, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(configuration);
        builder.Services.AddHostedService<ExchangeService>();
        if (isDemo) builder.Services.AddHostedService<DemoService>();

        await using var app = builder.Build();
        app.MapMiniExchangeApi();
        app.MapGet("/metrics", (ExchangeMetrics metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4"))
            .ExcludeFromDescription();
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var failure in invalid.Failures) await System.Console.Error.WriteLineAsync($"Configuration: {failure}");
            return 1;
        }

        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return System.Environment.ExitCode;
    }

    /// <summary>The exchange with its front end, configured in the usual ways of ASP.NET.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] configuration)
    {
        // Settings come with the program; data goes where it is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = configuration,
            ContentRootPath = System.AppContext.BaseDirectory,
        });
        builder.AddExchange();
        builder.Services.AddMiniExchangeApi();
        return builder;
    }
}
