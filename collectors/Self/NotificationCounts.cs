using System.Collections.Concurrent;

namespace MetricsAgent.Collectors.Self;

/// <summary>Why an attempt to deliver a notification failed.</summary>
public enum NotificationFailure
{
    /// <summary>It was refused for good.</summary>
    ClientError,

    /// <summary>The other side has trouble of its own.</summary>
    ServerError,

    RateLimited,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>There was no connection, or it was lost.</summary>
    Connection,

    /// <summary>A file that the settings name cannot be read.</summary>
    Settings,

    /// <summary>Given up: too many waited, or it for too long.</summary>
    Dropped,
}

/// <summary>Counts attempts to deliver notifications, and how long they took.</summary>
public sealed class NotificationCounts
{
    /// <summary>Those of Alertmanager.</summary>
    internal static readonly double[] Bounds = [1, 5, 10, 15, 20];

    readonly ConcurrentDictionary<(string Receiver, string Integration), Tally> tallies = new();

    /// <summary>Writes to disk that failed.</summary>
    internal long JournalErrors => Volatile.Read(ref journalErrors);

    /// <summary>Whether it is remembered on disk who was told what; null where there is no alerting.</summary>
    public bool? IsKept { get; set; }

    internal IEnumerable<(string Receiver, string Integration, Tally Tally)> All =>
        from entry in tallies orderby entry.Key.Receiver, entry.Key.Integration select (entry.Key.Receiver, entry.Key.Integration, entry.Value);

    long journalErrors;

    /// <summary>From the start on, so that a rate sees the first.</summary>
    public void Open(string receiver, string integration) => tallies.TryAdd((receiver, integration), new());

    /// <param name="failure">Null when it was delivered.</param>
    public void Count(string receiver, string integration, TimeSpan took, NotificationFailure? failure)
    {
        var tally = tallies.GetOrAdd((receiver, integration), _ => new());
        lock (tally)
        {
            tally.Attempts++;
            tally.Seconds += took.TotalSeconds;
            for (var bound = 0; bound < Bounds.Length; bound++)
                tally.Buckets[bound] += took.TotalSeconds <= Bounds[bound] ? 1 : 0;
            tally.Buckets[^1]++;
            if (failure is { } reason)
                tally.Failures[(int)reason]++;
        }
    }

    /// <summary>One that is given up without an attempt.</summary>
    public void Drop(string receiver, string integration)
    {
        var tally = tallies.GetOrAdd((receiver, integration), _ => new());
        lock (tally)
            tally.Failures[(int)NotificationFailure.Dropped]++;
    }

    /// <summary>Notifications that wait, those for another attempt among them.</summary>
    public void SetPending(string receiver, string integration, int pending)
    {
        var tally = tallies.GetOrAdd((receiver, integration), _ => new());
        lock (tally)
            tally.Pending = pending;
    }

    public void CountJournalError() => Interlocked.Increment(ref journalErrors);

    internal sealed class Tally
    {
        internal long Attempts { get; set; }

        internal double Seconds { get; set; }

        internal int Pending { get; set; }

        internal long[] Buckets { get; } = new long[Bounds.Length + 1];

        internal long[] Failures { get; } = new long[Enum.GetValues<NotificationFailure>().Length];
    }
}
