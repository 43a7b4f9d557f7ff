using System.Globalization;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config.Values;
using MetricsAgent.Metrics;

namespace MetricsAgent.Commands.Check;

/// <summary>What is up, and what fires: a row for every collector that was polled, one for every server or URL that it watches, and the alerts.</summary>
internal sealed record CheckReport(IReadOnlyList<CheckRow> Rows)
{
    /// <summary>Those that fire first, the worst of them before the others.</summary>
    internal IReadOnlyList<CheckAlert> Alerts { get; init; } = [];

    internal IReadOnlyList<CheckMeasure> Measures { get; init; } = [];

    /// <summary>The alerts are series of an expression.</summary>
    internal bool IsExpression { get; init; }

    /// <summary>What one should know of how it was judged.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The time after which it did not wait any longer; null where it did not have to.</summary>
    internal TimeSpan? Late { get; init; }

    /// <summary>What is well is printed, too.</summary>
    internal bool IsVerbose { get; init; }

    /// <summary>Why there was no check; null where there was one.</summary>
    internal string? Fault { get; init; }

    internal CheckState State => Rows.Select(row => row.Judged).Concat(Alerts.Select(alert => alert.State)).Append(Whole).Max();

    /// <summary>Who has looked at nothing cannot say that it is well.</summary>
    CheckState Whole => Late is not null || Fault is not null || (Rows.Count == 0 && Alerts.Count == 0) ? CheckState.Unknown : CheckState.Ok;

    /// <summary>In one line, without the state.</summary>
    internal string Sum => string.Join("; ", Sums());

    /// <summary>An alert, told from others of its name. A series is its labels.</summary>
    internal string Name(CheckAlert alert) => IsExpression ? alert.Name : alert.Name + alert.Distinct;

    /// <param name="isLate">What has not answered is not waited for.</param>
    internal static CheckReport Of(IEnumerable<PollReading> polls, SnapshotView view, bool isLate = false) =>
        new([.. polls.Where(poll => (poll.Success is not null || isLate) && !Catalogue.Reports.Contains(poll.Collector) && !IsProbed(poll)).Select(Of), .. Probes(view)]);

    IEnumerable<string> Sums()
    {
        if (Fault is { } fault)
            yield return fault;
        else if (Late is { } timeout)
            yield return $"not everything answered within {Duration.Format(timeout)}";
        else if (Rows.Count == 0 && Alerts.Count == 0)
            yield return "nothing was judged: there is no rule that alerts, and nothing that is watched";
        if (Rows.Count > 0)
            yield return OfRows();
        if (Alerts.Count > 0)
            yield return IsExpression ? OfSeries() : OfAlerts();
    }

    string OfRows() => Rows.Count(row => row.State == "DOWN") switch
    {
        0 => Rows.Count == 1 ? "1 check, nothing is down" : $"{Rows.Count} checks, nothing is down",
        var down when down == Rows.Count => $"{down} down",
        var down => $"{down} of {Rows.Count} checks down",
    };

    string OfSeries() => Alerts.Count(alert => alert.State > CheckState.Unknown) switch
    {
        0 when Alerts.Any(alert => alert.Fires) => "nothing to judge",
        0 => $"{Alerts.Count} series, all in range",
        var bad when bad == Alerts.Count => $"{bad} series out of range",
        var bad => $"{bad} of {Alerts.Count} series out of range",
    };

    string OfAlerts()
    {
        var names = Alerts.Select(alert => alert.Name).Distinct().Count();
        return Alerts.Count(alert => alert.State > CheckState.Unknown) switch
        {
            0 when Alerts.Any(alert => alert.Fires) => $"{names} alerts, none fires that can be judged",
            0 => names == 1 ? "1 alert, it does not fire" : $"{names} alerts, none fires",
            var firing => $"{Fires(firing)}, of {(names == 1 ? "1 name" : $"{names} names")}",
        };
    }

    static string Fires(int count) => count == 1 ? "1 alert fires" : $"{count} alerts fire";

    static CheckRow Of(PollReading poll)
    {
        if (poll.Success is null)
            return new(poll.Name, "unknown", "", "no answer yet");
        var state = IsUnanswered(poll) ? "DOWN" : poll.Unavailable.Count == 0 ? "up" : poll.Success == true ? "partly" : IsAbsent(poll) ? "absent" : "DOWN";
        return new(poll.Name, state, string.Create(CultureInfo.InvariantCulture, $"{poll.Duration.TotalMilliseconds:F1} ms"), poll.Detail);
    }

    /// <summary>What this machine or server simply does not have is no failure.</summary>
    static bool IsAbsent(PollReading poll) =>
        poll.Unavailable.All(entry => entry.Reason is Reason.NotFound or Reason.NotInstalled or Reason.Unsupported);

    /// <summary>A program that is scraped and does not answer is a result, and down all the same.</summary>
    static bool IsUnanswered(PollReading poll) => poll.Collector == "app.scrape" && poll.Unavailable.Any(entry => entry.Part == "target");

    /// <summary>A probe that came to a result has a row for the result.</summary>
    static bool IsProbed(PollReading poll) => poll.Collector == "probe" && poll.Unavailable.Count == 0 && poll.Success is not null;

    static IEnumerable<CheckRow> Probes(SnapshotView view)
    {
        List<SampleColumn> columns = [];
        view.Collect(columns);
        var reasons = columns.Where(column => column.Family.Name == "probe_failure_reason").SelectMany(Labels).ToArray();
        foreach (var column in columns.Where(column => column.Family.Name == "probe_success"))
        {
            foreach (var (i, labels) in Labels(column).Index())
            {
                var reason = reasons.FirstOrDefault(text => text.StartsWith(labels, StringComparison.Ordinal))?[labels.Length..].Trim(',') ?? "";
                yield return new($"probe{{{labels}}}", column.Value(i) == 1 ? "up" : "DOWN", "", reason);
            }
        }
    }

    static IEnumerable<string> Labels(SampleColumn column) =>
        Enumerable.Range(0, column.Count).Select(i => column.Labels(i).ToString());
}

/// <summary>One line of a check.</summary>
/// <param name="State">up, partly, absent, DOWN, or unknown.</param>
internal sealed record CheckRow(string Check, string State, string Time, string Detail)
{
    internal bool IsBad => Judged != CheckState.Ok;

    internal CheckState Judged => State switch
    {
        "DOWN" => CheckState.Critical,
        "unknown" => CheckState.Unknown,
        _ => CheckState.Ok,
    };

    /// <summary>The result of one, under its labels.</summary>
    internal bool IsProbe => Check.StartsWith("probe{", StringComparison.Ordinal);
}
