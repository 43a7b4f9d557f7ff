using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
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
    readonly CollectorsConfig config;
    readonly CollectorChoice choice;

    /// <param name="names">What is asked for; everything when there are none.</param>
    internal CollectOnce(AgentConfig config, IEnumerable<string> names)
    {
        this.config = config.Collectors;
        choice = new(names);
        var context = new CollectorContext(config, Environment.GetEnvironmentVariable, TimeProvider.System, () => []) { IsOnce = true };
        loops = new(context, store, NullLogger<PollLoops>.Instance);
    }

    internal IEnumerable<CollectorInstance> Instances => loops.Instances;

    /// <summary>How the polls went, as far as it was asked for.</summary>
    internal IEnumerable<PollReading> Readings => loops.Instances.Zip(loops.Readings).Where(each => choice.Polls(each.First)).Select(each => choice.Narrow(each.Second));

    internal Task PollAsync() => loops.PollOnceAsync(choice.Polls);

    /// <summary>Polls for a second time what has rates: neither what failed, which would take as long again, nor probes, whose targets need not be asked twice.</summary>
    internal Task PollAgainAsync()
    {
        var good = loops.Instances.Zip(loops.Readings).Where(each => each.Second.Success == true && each.First.Name != "probe").Select(each => each.First).ToHashSet();
        return loops.PollOnceAsync(instance => choice.Polls(instance) && good.Contains(instance));
    }

    // What is not polled has no snapshot.
    internal SnapshotView Read() => store.Read(shown: choice.Shows);

    /// <summary>The first that is asked for and is not there, or null.</summary>
    internal WantedCollector? Stranger() => Strangers(choice.Wanted).FirstOrDefault();

    /// <summary>Everything that is asked for and is not there.</summary>
    internal IEnumerable<WantedCollector> Strangers(IEnumerable<WantedCollector> asked) =>
        asked.Where(wanted => !Instances.Any(wanted.Takes) || (wanted.Part is { } part && !IsOn(part)));

    /// <summary>Whether the configuration switches on a line of the catalogue.</summary>
    internal bool IsOn(CollectorEntry entry) => Instances.Any(instance => instance.Name == entry.PolledBy) && !IsLeftOut(entry);

    public ValueTask DisposeAsync() => loops.DisposeAsync();

    /// <summary>Of those that an instance polls together.</summary>
    bool IsLeftOut(CollectorEntry entry)
    {
        var name = entry.Name[(entry.Domain.Length + 1)..];
        return entry.Domain switch
        {
            "postgres" => !config.Postgres.Wants(name, entry.IsOptIn),
            "container" => config.Container.Disable.Contains(name),
            _ => false,
        };
    }
}
