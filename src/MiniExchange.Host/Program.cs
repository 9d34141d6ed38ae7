using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api;
using MiniExchange.Host.Composition;
using MiniExchange.Host.Copying;
using MiniExchange.Host.Demo;
using MiniExchange.Host.Metering;
using MiniExchange.Host.Operations;
using MiniExchange.Host.Seeding;

namespace MiniExchange.Host;

/// <summary>Starts the exchange, or runs one of its commands. What is no option here is configuration: <c>--urls</c>, <c>--Storage:Provider</c>, ….</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var demo = new Option<bool>("--demo") { Description = "Add two funded demo users, print their keys, run small market makers, and limit no requests." };
        var standby = new Option<bool>("--standby")
        {
            Description = "If another exchange holds the journal, wait until it has let go or is lost, and take over then. PostgreSQL only.",
        };
        var root = new RootCommand(
            "MiniExchange: a spot exchange. Other options are configuration, such as --urls http://127.0.0.1:5080 or --settings FILE.json.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.Options.Add(demo);
        root.Options.Add(standby);
        root.SetAction((parsed, cancellationToken) => ServeAsync(
            [.. parsed.UnmatchedTokens], parsed.GetValue(demo), parsed.GetValue(standby), cancellationToken));
        root.Subcommands.Add(SeedCommand.Create());
        root.Subcommands.Add(CopyJournalCommand.Create());
        root.Subcommands.Add(HealthCommand.Create());

        // The server has a shutdown time of its own; this one would cut it short.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The exchange with its front end, configured in the usual ways of ASP.NET and found to be sound; null if it was not, and has said why.</summary>
    internal static WebApplication? Build(string[] configuration, Action<IServiceCollection> addServices)
    {
        try
        {
            var builder = CreateBuilder(configuration);
            builder.AddExchange();
            builder.Services.AddMiniExchangeApi();
            addServices(builder.Services);
            var app = builder.Build();
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.Services.GetRequiredService<IJournal>();
            return app;
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var failure in invalid.Failures) Console.Error.WriteLine($"Configuration: {failure}");
        }
        catch (AggregateException several) when (several.InnerExceptions.All(static inner => inner is OptionsValidationException))
        {
            // Options that rest on others fail with them, and say the same.
            foreach (var failure in several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static inner => inner.Failures).Distinct())
            {
                Console.Error.WriteLine($"Configuration: {failure}");
            }
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or IOException or FormatException or InvalidDataException or ArgumentException)
        {
            // What the configuration system throws for a file it cannot read or a value of the wrong type, and a database's
            // driver for a connection string.
            Console.Error.WriteLine($"Configuration: {unreadable.Message}");
        }

        return null;
    }

    /// <summary>What is configured, by the program's settings, a file, the environment and the command line.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] configuration)
    {
        // Settings come with the program; data goes where it is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = configuration,
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddSettingsFile(builder);

        // A request is handled by the thread that read it, which is one of the pool anyway, instead of being handed to another.
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        return builder;
    }

    private static async Task<int> ServeAsync(string[] configuration, bool isDemo, bool standsBy, CancellationToken cancellationToken)
    {
        // What a demo's traders and whoever tries it send is nobody's abuse; saying otherwise on the command line wins.
        string[] arguments = isDemo ? ["--Api:LimitsEnabled=false", .. configuration] : configuration;
        if (standsBy) arguments = [.. arguments, $"--{StorageOptions.StandbySetting}=true"];
        await using var app = Build(arguments, services =>
        {
            services.AddHostedService<ExchangeService>();
            if (isDemo) services.AddHostedService<DemoService>();
        });
        if (app is null) return 1;

        // Made now rather than on the first scrape: what is counted before a listener exists is lost.
        app.Services.GetRequiredService<ExchangeMetrics>();
        app.MapMiniExchangeApi();
        app.MapGet("/metrics", (ExchangeMetrics metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4"))
            .ExcludeFromDescription();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception cause) when (cause is IOException or FormatException or InvalidOperationException or SocketException)
        {
            // Kestrel's words for an address that is in use, is none, or is not of this machine.
            await Console.Error.WriteLineAsync($"The server cannot listen: {cause.Message}");
            return 1;
        }

        await app.WaitForShutdownAsync(cancellationToken);

        // A node that was removed sets 1, and Akka, at about the same time, a code of its own.
        return Environment.ExitCode == 0 ? 0 : 1;
    }

    private static void AddSettingsFile(WebApplicationBuilder builder)
    {
        if (builder.Configuration["settings"] is not { } path) return;

        // After the program's own settings, before environment and command line, which override both.
        var file = new JsonConfigurationSource
        {
            Path = Path.GetFileName(path),
            FileProvider = new PhysicalFileProvider(Path.GetDirectoryName(Path.GetFullPath(path))!),
        };
        var sources = builder.Configuration.Sources;
        sources.Insert(sources.IndexOf(sources.OfType<JsonConfigurationSource>().Last()) + 1, file);
    }
}
