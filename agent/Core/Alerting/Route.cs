using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>A node of the routing tree, as Alertmanager's: which alerts it takes, who is told, in which groups and how often.</summary>
public sealed record Route
{
    /// <summary>What stands for all labels in <see cref="GroupBy"/>.</summary>
    public const string EveryLabel = "...";

    public required string Receiver { get; init; }

    /// <summary>Labels of which equal values make a group; <see cref="EveryLabel"/> alone for a group for each alert.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    public IReadOnlyList<LabelMatcher> Matchers { get; init; } = [];

    /// <summary>The siblings after this one are asked as well.</summary>
    public bool Continue { get; init; }

    /// <summary>From a group's first alert to its first notification.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From one notification of a group to the next that says something new.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From one notification of a group to the next that says nothing new.</summary>
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromHours(4);

    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>The matchers from the root to here, which groups are named by.</summary>
    public string Key { get; init; } = "{}";

    /// <summary>The deepest routes that take an alert: none or one, or several by <see cref="Continue"/>.</summary>
    public IEnumerable<Route> Match(Labels labels)
    {
        if (!LabelMatcher.All(Matchers, labels))
            return [];
        List<Route> taken = [];
        foreach (var child in Routes)
        {
            var before = taken.Count;
            taken.AddRange(child.Match(labels));
            if (taken.Count > before && !child.Continue)
                break;
        }

        return taken.Count > 0 ? taken : [this];
    }

    public Labels GroupLabels(Labels labels) => GroupBy is [EveryLabel] ? labels : labels.Only(GroupBy);

    /// <summary>Names a group for good, as Alertmanager does: what it is told under is the same after a restart.</summary>
    public string GroupKey(Labels groupLabels) => $"{Key}:{groupLabels}";

    /// <summary>The key of a route below one of <paramref name="parent"/>.</summary>
    public static string KeyBelow(string parent, IReadOnlyList<LabelMatcher> matchers) => $"{parent}/{{{string.Join(',', matchers)}}}";
}
