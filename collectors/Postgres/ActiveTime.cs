using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// How long sessions have been active, by what they wait for, by database and by application. Each sample adds the time since the one
/// before to all three, so their sums are the same.
/// </summary>
/// <param name="longest">What one sample may stand for: who was active during a longer pause is not known.</param>
internal sealed class ActiveTime(TimeSpan longest)
{
    internal const int MostApplications = 50;

    const int MostDatabases = 1000;

    /// <summary>What a session is said to wait for when it waits for nothing.</summary>
    const string Cpu = "CPU";

    readonly Dictionary<(string Type, string Event), TimeSpan> waits = new() { [(Cpu, Cpu)] = TimeSpan.Zero };
    readonly Dictionary<string, TimeSpan> databases = [];
    readonly Dictionary<string, TimeSpan> applications = [];
    readonly BoundedNames databaseNames = new(MostDatabases);
    readonly BoundedNames applicationNames = new(MostApplications);
    TimeSpan? last;

    internal IReadOnlyDictionary<(string Type, string Event), TimeSpan> Waits => waits;

    internal IReadOnlyDictionary<string, TimeSpan> Databases => databases;

    internal IReadOnlyDictionary<string, TimeSpan> Applications => applications;

    /// <param name="now">Of a clock that only goes forward. The first sample opens its series with 0.</param>
    internal void Add(List<ActiveSessions> sample, TimeSpan now)
    {
        var since = last is { } before ? now - before : TimeSpan.Zero;
        last = now;
        if (since > longest)
            since = longest;
        foreach (var sessions in sample)
        {
            var time = since * sessions.Count;
            var wait = sessions.WaitType.Length == 0 ? (Cpu, Cpu) : (sessions.WaitType, sessions.WaitEvent);
            CollectionsMarshal.GetValueRefOrAddDefault(waits, wait, out _) += time;
            CollectionsMarshal.GetValueRefOrAddDefault(databases, databaseNames.Admit(sessions.Database), out _) += time;
            CollectionsMarshal.GetValueRefOrAddDefault(applications, applicationNames.Admit(sessions.Application), out _) += time;
        }
    }
}

/// <summary>Active sessions that have all of this in common. What they wait for is empty where that is nothing.</summary>
internal readonly record struct ActiveSessions(string Database, string Application, string WaitType, string WaitEvent, int Count);
