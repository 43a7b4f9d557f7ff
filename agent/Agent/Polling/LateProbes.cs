using MetricsAgent.Collectors;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Polling;

/// <summary>Logs when probes come late because too many others are under way, and when they are on time again; once for all of them.</summary>
/// <param name="turns">Shared by all targets.</param>
/// <param name="probes">How long each target took the last time, null before, and how often it is its turn.</param>
internal sealed partial class LateProbes(PollTurns turns, Func<(TimeSpan? Takes, TimeSpan Interval)[]> probes, TimeProvider clock, ILogger logger)
{
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Of the probes; from there on it is told.</summary>
    const double Many = 0.1;

    /// <summary>Below it is over; between the two nothing is told, or a share that comes and goes would be told each time.</summary>
    const double Few = 0.05;

    TurnReading? before;
    long? since;

    /// <summary>Called when another <see cref="Window"/> has gone by.</summary>
    internal void Review()
    {
        var now = turns.Reading;
        // The first has the round of the start, when all are due at once.
        if (before is { } earlier && now.Polls > earlier.Polls)
            Judge(now.Since(earlier));
        before = now;
    }

    void Judge(TurnReading window)
    {
        var late = (double)window.Late / window.Polls;
        if (since is null && late > Many)
        {
            since = clock.GetTimestamp();
            Log.Late(logger, window.Late, window.Polls, (window.Waited / window.Polls).TotalSeconds, turns.Limit, Enough(probes()));
        }
        else if (since is { } told && late < Few)
        {
            since = null;
            Log.OnTime(logger, clock.GetElapsedTime(told).TotalSeconds);
        }
    }

    /// <summary>So many are under way on average if each keeps its interval, and the root of that more, as they do not come evenly.</summary>
    int Enough((TimeSpan? Takes, TimeSpan Interval)[] targets)
    {
        var known = Array.FindAll(targets, target => target.Takes is not null);
        var usual = known.Sum(target => target.Takes!.Value.TotalSeconds) / Math.Max(known.Length, 1);
        var average = targets.Sum(target => (target.Takes?.TotalSeconds ?? usual) / target.Interval.TotalSeconds);
        return (int)Math.Clamp(Math.Ceiling(average + Math.Sqrt(average)), turns.Limit + 1, Math.Max(targets.Length, turns.Limit + 1));
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "probes come late: {Late} of {Polls} in the last minute, which waited {Seconds:F1} s on average until fewer than {Limit} others were under way; raise collectors.probe.concurrency to {Enough} or more, or the interval, or lower the timeout")]
        internal static partial void Late(ILogger logger, long late, long polls, double seconds, int limit, int enough);

        [LoggerMessage(Level = LogLevel.Information, Message = "probes are on time again after {Seconds:F0} s")]
        internal static partial void OnTime(ILogger logger, double seconds);
    }
}
