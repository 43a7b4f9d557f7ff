using MetricsAgent.Rules;

namespace MetricsAgent.Commands.Check;

/// <summary>An alert of a check: one for every series that fires, and one where none of a name does.</summary>
/// <param name="Name">The rule's; of an expression, its series.</param>
/// <param name="Labels">Of the alert, its name among them.</param>
internal sealed record CheckAlert(string Name, CheckState State, Labels Labels)
{
    /// <summary>Null where nothing was measured.</summary>
    internal double? Value { get; init; }

    /// <summary>What the value should be.</summary>
    internal string Target { get; init; } = "";

    /// <summary>The summary; or why it is not judged.</summary>
    internal string Detail { get; init; } = "";

    /// <summary>False where what was collected does not suffice.</summary>
    internal bool IsJudged { get; init; } = true;

    internal bool Fires => State != CheckState.Ok;

    /// <summary>The labels that tell it from others of its name; empty where it has none.</summary>
    internal string Distinct => Labels.Without([Rules.Labels.MetricName, Alert.NameLabel, Alert.SeverityLabel]) is { Count: > 0 } labels ? $"{labels}" : "";

    /// <summary>What warns also fires where it is critical; once is enough.</summary>
    internal static IEnumerable<CheckAlert> Worst(IEnumerable<CheckAlert> firing) =>
        from alert in firing
        group alert by alert.Labels.Without([Alert.SeverityLabel]) into same
        select same.MaxBy(alert => alert.State);
}

/// <summary>A number that was measured, for a graph.</summary>
/// <param name="Unit">Of the plugins' units, <c>s</c>, <c>B</c> or <c>c</c>; empty where it has none.</param>
/// <param name="Warning">Outside of it, it warns; null where nothing does.</param>
internal sealed record CheckMeasure(string Label, double Value, string Unit, NagiosRange? Warning, NagiosRange? Critical);
