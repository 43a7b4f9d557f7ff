namespace MetricsAgent.Collectors.Postgres;

/// <summary>What is known of those at the root of the waiting, with few enough applications to be a label.</summary>
static class BlockingRoots
{
    const int MostApplications = 20;

    const string Other = "other";

    /// <summary>A prepared transaction belongs to no session any more.</summary>
    static readonly BlockingRoot Prepared = new(0, "prepared transaction", "");

    internal static IEnumerable<BlockingRoot> Named(int[] roots, IReadOnlyList<BlockingRow> reading)
    {
        BlockingRoot[] named = [.. roots.Select(pid => pid == Prepared.Session ? Prepared : Find(pid, reading))];
        var applications = named.GroupBy(root => root.Application)
            .OrderByDescending(alike => alike.Count()).ThenBy(alike => alike.Key, StringComparer.Ordinal)
            .Take(MostApplications).Select(alike => alike.Key).ToHashSet();
        return named.Select(root => applications.Contains(root.Application) ? root : root with { Application = Other });
    }

    /// <summary>Nothing is known of a session that has ended in the meantime.</summary>
    static BlockingRoot Find(int pid, IReadOnlyList<BlockingRow> reading)
    {
        foreach (var row in reading)
        {
            if (row.Session == pid)
                return new(pid, row.State, ApplicationName.Collapse(row.Application));
        }

        return new(pid, "", "");
    }
}

/// <param name="State">As <c>pg_stat_activity</c> has it; empty where it is not known.</param>
internal sealed record BlockingRoot(int Session, string State, string Application);
