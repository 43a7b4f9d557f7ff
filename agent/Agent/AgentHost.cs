using System.Runtime.InteropServices;
using MetricsAgent.Alerting;
using MetricsAgent.Alerting.Journal;
using MetricsAgent.Collectors;
using MetricsAgent.Config;
using MetricsAgent.Health;
using MetricsAgent.History;
using MetricsAgent.Http;
using MetricsAgent.Http.Api;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using MetricsAgent.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetricsAgent;

/// <summary>The running agent: the generic host with the poll loops as its worker and Kestrel as its listener.</summary>
internal sealed partial class AgentHost
{
    /// <summary>What open scrapes and polls get at SIGTERM.</summary>
    static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    /// <summary>Serves until the process is told to stop.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(AgentConfig config, RuleSet rules, CancellationToken cancel)
    {
        using var host = Build(config, rules);
        var logger = host.Services.GetRequiredService<ILogger<AgentHost>>();
        try
        {
            await host.StartAsync(cancel);
        }
        catch (JournalInUseException e)
        {
            await Console.Error.WriteLineAsync($"metrics-agent: {e.Message}");
            return Commands.ExitCode.Failed;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"metrics-agent: cannot listen on {config.Web.Listen}: the address is in use, perhaps by another agent. "
                + $"Find out with 'ss -ltnp', or choose another with --listen or web.listen.");
            return Commands.ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"metrics-agent: cannot listen on {config.Web.Listen}: {e.Message}");
            return Commands.ExitCode.Failed;
        }

        // Of hundreds, each has what it needs in its own instance.
        config.Collectors.Probe.Targets = [];

        // It would end the process; a reload is not there yet.
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Log.NotReloaded(logger);
        });
        Log.Started(logger, AgentVersion.Text, Url(host), host.Services.GetRequiredService<PollLoops>().Instances.Count());
        await host.WaitForShutdownAsync(cancel);
        Log.Stopped(logger);
        return Commands.ExitCode.Ok;
    }

    /// <summary>The generic host and not WebApplication, which brings routing and a page for developers along.</summary>
    internal static IHost Build(AgentConfig config, RuleSet rules) => new HostBuilder()
        .ConfigureLogging(logging => LogOutput.Configure(logging, config.Log))
        .ConfigureServices(all => all
            .AddSingleton(TimeProvider.System)
            .AddSingleton<SnapshotStore>()
            .AddSingleton(services => new CollectorContext(config, Environment.GetEnvironmentVariable, services.GetRequiredService<TimeProvider>(), () => []))
            .AddSingleton(services => Alerting(config, services))
            .AddSingleton(services => new PollLoops(
                services.GetRequiredService<CollectorContext>(),
                services.GetRequiredService<SnapshotStore>(),
                services.GetRequiredService<ILogger<PollLoops>>()))
            .AddSingleton<MetricsEndpoint>()
            .AddSingleton<HealthChecks>()
            .AddSingleton<HealthEndpoints>()
            .AddSingleton(services => new ProbeEndpoint(
                config.Collectors.Probe, services.GetRequiredService<CollectorContext>().ProbeRequests, services.GetRequiredService<TimeProvider>()))
            .AddSingleton(_ => new SeriesHistory(config.Rules.Retention))
            .AddSingleton<RuleReports>()
            .AddSingleton<ApiEndpoints>()
            .AddSingleton<AlertmanagerApi>()
            .AddSingleton<LandingPage>()
            .AddSingleton<Endpoints>()
            .AddHostedService(services => services.GetRequiredService<AlertingService>())
            .AddSingleton(services => Rules(config, rules, services))
            .AddHostedService<PollService>()
            .AddHostedService(services => services.GetRequiredService<RuleService>())
            .Configure<HostOptions>(options => options.ShutdownTimeout = Drain))
        // Listens last, when the others have begun.
        .ConfigureWebHost(
            web => web.UseKestrelCore().ConfigureKestrel(kestrel => WebListener.Configure(kestrel, config.Web))
                .Configure(app => app.Run(app.ApplicationServices.GetRequiredService<Endpoints>().HandleAsync)),
            options => options.SuppressEnvironmentConfiguration = true)
        .Build();

    static string Url(IHost host) => host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    static RuleService Rules(AgentConfig config, RuleSet rules, IServiceProvider services) => new(
        rules,
        config,
        services.GetRequiredService<PollLoops>(),
        services.GetRequiredService<SnapshotStore>(),
        services.GetRequiredService<SeriesHistory>(),
        services.GetRequiredService<RuleReports>(),
        services.GetRequiredService<HealthChecks>(),
        services.GetRequiredService<AlertingService>(),
        services.GetRequiredService<CollectorContext>().Rules,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<RuleService>>());

    static AlertingService Alerting(AgentConfig config, IServiceProvider services)
    {
        var (clock, counts) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<CollectorContext>().Notifications);
        var logger = services.GetRequiredService<ILogger<AlertingService>>();
        return new(new(config, counts, clock, logger), Environment.GetEnvironmentVariable, counts, clock, logger);
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "metrics-agent {Version} serves {Url}/metrics, {Instances} collectors")]
        internal static partial void Started(ILogger logger, string version, string url, int instances);

        [LoggerMessage(Level = LogLevel.Warning, Message = "SIGHUP: the configuration is not reloaded; restart the agent to have it read")]
        internal static partial void NotReloaded(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "stopped")]
        internal static partial void Stopped(ILogger logger);
    }
}
