using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>
/// Units of systemd and their states, over D-Bus: off by default as node_exporter's, because every poll asks process 1 three questions or
/// so for each unit.
/// </summary>
internal sealed class SystemdCollector : ICollector, IAsyncDisposable
{
    internal static FamilySet Families => SystemdFamilies.Families;

    readonly SystemdRefusal refusal = new();
    readonly SystemdUnits units;
    readonly SystemdFacts facts;
    readonly IDBusBatch[] batches;
    readonly SystemdSession session;

    internal SystemdCollector(NodeFiles files)
    {
        units = new(files.Config.Systemd, refusal);
        facts = new(units, refusal);
        batches = [facts, units];
        session = new(files);
    }

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        refusal.Clear();
        facts.Clear();
        if (await session.RunAsync(batches, cancel) is { } failure)
        {
            samples.Unavailable(failure.Reason, failure.Detail);
            return;
        }

        facts.Emit(samples);
        units.Emit(samples);
        if (refusal.First is { } no)
            samples.Unavailable("properties", no.Reason, no.Detail);
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
