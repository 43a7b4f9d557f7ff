using System.Diagnostics;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The collectors of one target as the agent would plan them, polled when a test says so.</summary>
internal sealed class PostgresPolls : IAsyncDisposable
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>What a busy machine may add to the time that a poll takes.</summary>
    internal static readonly TimeSpan Lateness = TimeSpan.FromSeconds(3);

    readonly IReadOnlyList<CollectorInstance> instances;
    readonly Dictionary<string, Samples> samples = [];

    internal PostgresPolls(PostgresTarget target, PostgresConfig? config = null, NodeConfig? node = null)
    {
        var all = new AgentConfig { Collectors = new() { Postgres = (config ?? new()) with { Targets = [target] }, Node = node ?? new() } };
        instances = [.. PostgresPlan.Instances(new(all, _ => null, TimeProvider.System, () => []))];
    }

    internal PostgresPolls(PostgresServer server, string user = PostgresServer.Superuser, PostgresConfig? config = null, NodeConfig? node = null)
        : this(new PostgresTarget { Dsn = server.Dsn(user) }, config, node)
    {
    }

    internal IEnumerable<string> Names => instances.Select(instance => instance.Name);

    /// <param name="name">Of the collector; with its target in brackets where there are several: <c>postgres.queries[orders]</c>.</param>
    internal CollectorInstance this[string name] => instances.Single(instance => instance.Name == name || $"{instance.Name}[{instance.Target}]" == name);

    /// <summary>One poll with its deadline. A collector that does not keep it fails the test and does not hang it.</summary>
    internal async Task<PollResult> PollAsync(string name = "postgres", TimeSpan? timeout = null)
    {
        var instance = this[name];
        if (!samples.TryGetValue(name, out var own))
            samples.Add(name, own = new(instance.Schedule.MaxSeries, instance.Labels));
        using var deadline = new CancellationTokenSource(timeout ?? instance.Schedule.Timeout);
        var began = Stopwatch.GetTimestamp();
        await instance.Collector.CollectAsync(own, deadline.Token).AsTask().WaitAsync(instance.Schedule.Timeout + Grace);
        var elapsed = Stopwatch.GetElapsedTime(began);
        var snapshot = own.Freeze(TimeProvider.System.GetTimestamp());
        var missing = snapshot.Missing.ToArray();
        return new(Exposed.Text(snapshot), missing, elapsed, own.DroppedDuplicates, own.DroppedOverBudget);
    }

    /// <summary>Polls until a poll is as wanted; fails after 20 seconds.</summary>
    internal async Task<PollResult> PollUntilAsync(Predicate<PollResult> wanted, string name = "postgres")
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var result = await PollAsync(name);
            if (wanted(result))
                return result;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(20))
                Assert.Fail($"still:\n{string.Join('\n', result.Missing.AsEnumerable())}\n{result.Text}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
            await ((IAsyncDisposable)instance.Collector).DisposeAsync();
    }
}

/// <summary>What one poll exposed and what it missed.</summary>
internal sealed record PollResult(string Text, IReadOnlyList<Unavailability> Missing, TimeSpan Elapsed, long Duplicates, long Dropped)
{
    internal double Up => this["pg_up"];

    /// <summary>Why nothing was read, or null.</summary>
    internal Reason? Reason => Missing.FirstOrDefault(entry => entry.Part.Length == 0)?.Reason;

    /// <summary>What would mend it.</summary>
    internal string Detail => Missing.Count > 0 ? Missing[0].Detail : "";

    /// <summary>The value of a series, as it is written in the text format; NaN where there is none.</summary>
    internal double this[string series] => Text.Split('\n')
        .Where(line => line.StartsWith($"{series} ", StringComparison.Ordinal))
        .Select(line => double.Parse(line[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture))
        .FirstOrDefault(double.NaN);

    internal bool Has(string family) => Text.Contains($"# TYPE {family} ", StringComparison.Ordinal);

    internal IEnumerable<string> Lines(string prefix) => Text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal));

    internal double Sum(string family) => Lines($"{family}{{").Sum(Value);

    /// <summary>Of a line with a sample.</summary>
    internal static double Value(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
