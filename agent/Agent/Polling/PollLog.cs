using MetricsAgent.Collectors;
using MetricsAgent.Metrics;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Polling;

/// <summary>Logs what changed from one poll to the next: a line when something goes away, a line when it comes back.</summary>
internal sealed partial class PollLog(CollectorInstance instance, TimeProvider clock, ILogger logger)
{
    // One for all loops, which hardly ever have anything to say.
    static readonly Lock Gate = new();

    // Most lack nothing.
    Dictionary<string, Absence>? absent;

    internal void Report(Outcome outcome)
    {
        lock (Gate)
        {
            if (absent is not null || outcome.Missing.Count > 0)
                ReportChanges(outcome, absent ??= []);
            if (absent is { Count: 0 })
                absent = null;
        }
    }

    void ReportChanges(Outcome outcome, Dictionary<string, Absence> absent)
    {
        foreach (var entry in outcome.Missing)
        {
            var part = Name(entry.Part);
            if (absent.TryGetValue(part, out var known) && known.Reason == entry.Reason)
                continue;
            absent[part] = new(entry.Reason, known?.Since ?? clock.GetTimestamp());
            Log.Unavailable(logger, part, entry.Reason.Label(), entry.Brief);
        }

        foreach (var part in absent.Keys.Except(outcome.Missing.Select(entry => Name(entry.Part))).ToArray())
        {
            Log.Recovered(logger, part, clock.GetElapsedTime(absent[part].Since).TotalSeconds);
            absent.Remove(part);
        }
    }

    string Name(string part)
    {
        var name = instance.Target.Length == 0 ? instance.Name : $"{instance.Name}[{instance.Target}]";
        return part.Length == 0 ? name : $"{name}.{part}";
    }

    sealed record Absence(Reason Reason, long Since);

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Collector} unavailable ({Reason}): {Detail}")]
        internal static partial void Unavailable(ILogger logger, string collector, string reason, string detail);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Collector} available again after {Seconds:F1} s")]
        internal static partial void Recovered(ILogger logger, string collector, double seconds);
    }
}
