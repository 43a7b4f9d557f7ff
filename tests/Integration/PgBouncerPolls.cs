using System.Diagnostics;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The collector of one console as the agent would plan it, polled when a test says so.</summary>
internal sealed class PgBouncerPolls : IAsyncDisposable
{
    /// <summary>A short interval keeps the pause after a failure short.</summary>
    internal static readonly PgBouncerConfig Quick = new() { Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromSeconds(1) };

    readonly CollectorInstance instance;
    readonly Samples samples;

    internal PgBouncerPolls(PgBouncerTarget target)
    {
        var config = new AgentConfig { Collectors = new() { PgBouncer = Quick with { Targets = [target] } } };
        instance = PgBouncerPlan.Instances(new(config, _ => null, TimeProvider.System, () => [])).Single();
        samples = new(instance.Schedule.MaxSeries, instance.Labels);
    }

    internal PgBouncerPolls(PgBouncerServer server, string user = "stats", string parameters = "")
        : this(new PgBouncerTarget { Dsn = server.Console(user) + parameters })
    {
    }

    /// <summary>One poll with its deadline.</summary>
    internal async Task<PollResult> PollAsync()
    {
        using var deadline = new CancellationTokenSource(instance.Schedule.Timeout);
        var began = Stopwatch.GetTimestamp();
        await instance.Collector.CollectAsync(samples, deadline.Token);
        var elapsed = Stopwatch.GetElapsedTime(began);
        var snapshot = samples.Freeze(TimeProvider.System.GetTimestamp());
        return new(Exposed.Text(snapshot), [.. snapshot.Missing], elapsed, samples.DroppedDuplicates, samples.DroppedOverBudget);
    }

    /// <summary>Polls until a poll is as wanted; fails after 20 seconds.</summary>
    internal async Task<PollResult> PollUntilAsync(Predicate<PollResult> wanted)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var result = await PollAsync();
            if (wanted(result))
                return result;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(20))
                Assert.Fail($"still:\n{string.Join('\n', result.Missing.AsEnumerable())}\n{result.Text}");
            await Task.Delay(100);
        }
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)instance.Collector).DisposeAsync();
}
