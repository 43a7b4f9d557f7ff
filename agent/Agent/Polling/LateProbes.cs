using MetricsAgent.Collectors;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Polling;

/// <summary>Logs when probes come late because too many others are under way, and when they are on time again; once for all of them.</summary>
/// <param name="turns">Shared by all targets.</param>
/// <param name="schedules">One a target.</param>
internal sealed partial class LateProbes(PollTurns turns, IReadOnlyCollection<PollSchedule> schedules, TimeProvider clock, ILogger logger)
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
            Log.Late(logger, window.Late, window.Polls, (window.Waited / window.Polls).TotalSeconds, turns.Limit, Enough(window.Taken / window.Polls));
        }
        else if (since is { } told && late < Few)
        {
            since = null;
            Log.OnTime(logger, clock.GetElapsedTime(told).TotalSeconds);
        }
    }

    /// <summary>So many would be under way if each kept its interval and took as long as it does.</summary>
    int Enough(TimeSpan each)
    {
        var atOnce = Math.Ceiling(schedules.Sum(schedule => each / schedule.Interval));
        return (int)Math.Clamp(atOnce, turns.Limit + 1, Math.Max(schedules.Count, turns.Limit + 1));
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "probes come late: {Late} of {Polls} in the last minute, which waited {Seconds:F1} s on average until fewer than {Limit} others were under way; raise collectors.probe.concurrency to {Enough} or more, or the interval, or lower the timeout")]
        internal static partial void Late(ILogger logger, long late, long polls, double seconds, int limit, int enough);

        [LoggerMessage(Level = LogLevel.Information, Message = "probes are on time again after {Seconds:F0} s")]
        internal static partial void OnTime(ILogger logger, double seconds);
    }
}
