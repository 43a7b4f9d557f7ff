using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>What an emitter has written, as a reader of <c>/metrics</c> would see it.</summary>
internal static class Emitted
{
    /// <summary>The sample lines, and one line <c>missing part reason</c> for everything that was not there.</summary>
    internal static string[] By(Action<Samples> emit)
    {
        var samples = new Samples();
        emit(samples);
        return Of(samples);
    }

    /// <summary>Those of a whole poll.</summary>
    internal static string[] By(ICollector collector)
    {
        var samples = new Samples();
        collector.CollectAsync(samples, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return Of(samples);
    }

    /// <summary>Those of a poll that begin with a name.</summary>
    internal static string[] By(ICollector collector, string name) =>
        Array.FindAll(By(collector), line => line.StartsWith(name, StringComparison.Ordinal));

    static string[] Of(Samples samples)
    {
        var snapshot = samples.Freeze(TimeProvider.System.GetTimestamp());
        var missing = snapshot.Missing.Select(entry => $"missing {entry.Part} {entry.Reason.Label()}".Replace("  ", " ", StringComparison.Ordinal)).ToArray();
        var lines = Exposed.Text(snapshot).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(line => line[0] != '#'), .. missing];
    }
}
