using MetricsAgent.Collectors;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetricsAgent.Commands;

/// <summary>One collection without a listener, for <c>metrics</c> and <c>check</c>: every collector is polled once, side by side, within its deadline.</summary>
internal sealed class CollectOnce : IAsyncDisposable
{
    readonly SnapshotStore store = new(TimeProvider.System);
    readonly PollLoops loops;

    internal CollectOnce(AgentConfig config)
    {
        var context = new CollectorContext(config, Environment.GetEnvironmentVariable, TimeProvider.System, () => []);
        loops = new(context, store, NullLogger<PollLoops>.Instance);
    }

    internal IReadOnlyList<CollectorInstance> Instances => [.. loops.Instances];

    internal PollLoops Loops => loops;

    /// <param name="names">Collectors or domains; all when empty.</param>
    internal Task PollAsync(IReadOnlyCollection<string> names) =>
        loops.PollOnceAsync(instance => IsWanted(instance.Name, names), TimeProvider.System);

    internal SnapshotView Read(IReadOnlyCollection<string> names) => store.Read(name => IsWanted(name, names));

    /// <summary>The first name that no collector has, or null.</summary>
    internal string? Stranger(IReadOnlyCollection<string> names) =>
        names.FirstOrDefault(name => !Instances.Any(instance => CollectorName.Matches(instance.Name, name)));

    public ValueTask DisposeAsync() => loops.DisposeAsync();

    static bool IsWanted(string collector, IReadOnlyCollection<string> names) =>
        names.Count == 0 || names.Any(name => CollectorName.Matches(collector, name));
}
