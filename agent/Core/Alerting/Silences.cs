using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Every silence: those of the configuration, which stay as they are, and those that people add and expire while the agent runs.</summary>
public sealed class Silences(IReadOnlyList<Silence> fixedOnes)
{
    /// <summary>For how long one that has expired is still shown.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(120);

    /// <summary>Added ones; whoever can add them must not be able to fill the memory.</summary>
    public const int Most = 10_000;

    readonly Dictionary<string, Silence> added = [];

    public IEnumerable<Silence> All => fixedOnes.Concat(added.Values);

    /// <summary>Those that have to survive a restart.</summary>
    public IReadOnlyCollection<Silence> Added => added.Values;

    public Silence? Find(string id) => added.GetValueOrDefault(id) ?? fixedOnes.FirstOrDefault(silence => silence.Id == id);

    public bool IsFixed(string id) => fixedOnes.Any(silence => silence.Id == id);

    public bool Mutes(Labels labels, DateTimeOffset now)
    {
        foreach (var silence in fixedOnes)
        {
            if (silence.Mutes(labels, now))
                return true;
        }

        foreach (var silence in added.Values)
        {
            if (silence.Mutes(labels, now))
                return true;
        }

        return false;
    }

    public IEnumerable<Silence> Muting(Labels labels, DateTimeOffset now) => All.Where(silence => silence.Mutes(labels, now));

    /// <summary>As it was before a restart.</summary>
    public void Restore(Silence silence) => added[silence.Id] = silence;

    /// <summary>
    /// Adds one, or changes the one that has its id. As in Alertmanager, one that is in force cannot be made to mean other alerts or
    /// another past: it ends, and a new one begins.
    /// </summary>
    /// <param name="newId">For one that is new.</param>
    /// <returns>What has changed; the last is the silence itself. Nothing where there are too many.</returns>
    public IReadOnlyList<Silence> Set(Silence silence, string newId, DateTimeOffset now)
    {
        Forget(now);
        List<Silence> changes = [];
        var before = added.GetValueOrDefault(silence.Id);
        if (before is not null && CanBecome(before, silence, now))
        {
            changes.Add(silence with { UpdatedAt = now, StartsAt = before.StateAt(now) == SilenceState.Active ? before.StartsAt : Later(silence.StartsAt, now) });
        }
        else
        {
            if (added.Count >= Most)
                return [];
            if (before is not null && before.StateAt(now) != SilenceState.Expired)
                changes.Add(Ended(before, now));
            changes.Add(silence with { Id = newId, UpdatedAt = now, StartsAt = Later(silence.StartsAt, now) });
        }

        foreach (var change in changes)
            added[change.Id] = change;
        return changes;
    }

    /// <returns>The silence as it is now; null when there is none to expire.</returns>
    public Silence? Expire(string id, DateTimeOffset now)
    {
        if (added.GetValueOrDefault(id) is not { } silence || silence.StateAt(now) == SilenceState.Expired)
            return null;
        return added[id] = Ended(silence, now);
    }

    /// <summary>Drops what has been over for long.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var silence in added.Values.Where(silence => silence.EndsAt + Retention < now).ToArray())
            added.Remove(silence.Id);
    }

    static bool CanBecome(Silence before, Silence after, DateTimeOffset now) => before.HasMatchersOf(after) && before.StateAt(now) switch
    {
        SilenceState.Active => after.StartsAt.ToUnixTimeSeconds() == before.StartsAt.ToUnixTimeSeconds() && after.EndsAt >= now,
        SilenceState.Pending => after.StartsAt >= now,
        _ => false,
    };

    static Silence Ended(Silence silence, DateTimeOffset now) =>
        silence with { StartsAt = silence.StartsAt > now ? now : silence.StartsAt, EndsAt = now, UpdatedAt = now };

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
