using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;

namespace MetricsAgent.Commands;

/// <summary>What is up: a row for every collector that was polled, and one for every server or URL that it watches.</summary>
internal sealed record CheckReport(IReadOnlyList<CheckRow> Rows)
{
    internal bool IsUp => Rows.All(row => row.State != "DOWN");

    internal static CheckReport Of(IEnumerable<PollReading> polls, SnapshotView view) =>
        new([.. polls.Where(poll => poll.Success is not null && !Catalogue.Reports.Contains(poll.Collector) && !IsProbed(poll)).Select(Of), .. Probes(view)]);

    internal string Text()
    {
        var down = Rows.Count(row => row.State == "DOWN");
        var sum = down == 0 ? $"OK: {Rows.Count} checks, nothing is down" : $"CRITICAL: {down} of {Rows.Count} checks down";
        return sum + "\n\n" + TextTable.Render(["CHECK", "STATE", "TIME", "DETAIL"], Rows.Select(row => new[] { row.Check, row.State, row.Time, row.Detail }));
    }

    internal string Json() => new JsonObject
    {
        ["status"] = IsUp ? "ok" : "critical",
        ["checks"] = new JsonArray([.. Rows.Select(row => new JsonObject
        {
            ["check"] = row.Check,
            ["state"] = row.State.ToLowerInvariant(),
            ["detail"] = row.Detail,
        })]),
    }.ToJsonString(new() { WriteIndented = true }) + "\n";

    static CheckRow Of(PollReading poll)
    {
        var state = poll.Unavailable.Count == 0 ? "up" : poll.Success == true ? "partly" : IsAbsent(poll) ? "absent" : "DOWN";
        return new(poll.Name, state, string.Create(CultureInfo.InvariantCulture, $"{poll.Duration.TotalMilliseconds:F1} ms"), poll.Detail);
    }

    /// <summary>What this machine or server simply does not have is no failure.</summary>
    static bool IsAbsent(PollReading poll) =>
        poll.Unavailable.All(entry => entry.Reason is Reason.NotFound or Reason.NotInstalled or Reason.Unsupported);

    /// <summary>A probe that came to a result has a row for the result.</summary>
    static bool IsProbed(PollReading poll) => poll.Collector == "probe" && poll.Unavailable.Count == 0;

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
        Enumerable.Range(0, column.Count).Select(i => Encoding.UTF8.GetString(column.Labels(i)));
}

/// <summary>One line of a check.</summary>
/// <param name="State">up, partly, absent or DOWN.</param>
internal sealed record CheckRow(string Check, string State, string Time, string Detail);
