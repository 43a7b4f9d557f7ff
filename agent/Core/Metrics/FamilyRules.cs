using System.Buffers;

namespace MetricsAgent.Metrics;

/// <summary>What the exposition formats ask of a family's declaration (Prometheus text 0.0.4, OpenMetrics 1.0).</summary>
static class FamilyRules
{
    static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");

    internal static void Check(Family family)
    {
        if (!IsName(family.Name))
            throw new ArgumentException($"'{family.Name}' is not a metric name: letters, digits, '_' and ':', not starting with a digit.");
        if (family.Kind == FamilyKind.Info && !family.Name.EndsWith("_info", StringComparison.Ordinal))
            throw new ArgumentException($"{family.Name} is an info family and must end in '_info'.");

        CheckLabels(family);
        CheckBounds(family);
    }

    /// <summary>The agent's own say what they are.</summary>
    internal static Family CheckHelp(Family family) =>
        string.IsNullOrWhiteSpace(family.Help) ? throw new ArgumentException($"{family.Name} has no help.") : family;

    internal static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    internal static bool IsLabel(string label) =>
        label.Length > 0 && !char.IsAsciiDigit(label[0]) && !label.StartsWith("__", StringComparison.Ordinal) && !label.AsSpan().ContainsAnyExcept(LabelCharacters);

    /// <summary>The label that tells the numbers of one label set apart.</summary>
    internal static string? OwnLabel(FamilyKind kind) => kind switch
    {
        FamilyKind.Histogram or FamilyKind.GaugeHistogram => "le",
        FamilyKind.Summary => "quantile",
        _ => null,
    };

    static void CheckLabels(Family family)
    {
        for (var i = 0; i < family.Labels.Count; i++)
        {
            var label = family.Labels[i];
            if (!IsLabel(label))
                throw new ArgumentException($"{family.Name}: '{label}' is not a label name: letters, digits and '_', not starting with a digit or '__'.");
            if (label == OwnLabel(family.Kind))
                throw new ArgumentException($"{family.Name}: '{label}' is the {family.Kind}'s own label.");
            for (var j = 0; j < i; j++)
            {
                if (family.Labels[j] == label)
                    throw new ArgumentException($"{family.Name}: label '{label}' is declared twice.");
            }
        }
    }

    static void CheckBounds(Family family)
    {
        if (family.Bounds.Count > 0 && !family.HasParts)
            throw new ArgumentException($"{family.Name}: only a histogram or a summary has bounds.");
        for (var i = 0; i < family.Bounds.Count; i++)
        {
            if (!double.IsFinite(family.Bounds[i]) || (i > 0 && family.Bounds[i] <= family.Bounds[i - 1]))
                throw new ArgumentException($"{family.Name}: bounds are finite and ascending.");
        }
    }
}
