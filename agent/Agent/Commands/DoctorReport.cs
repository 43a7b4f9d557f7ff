using System.Text;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Postgres.Doctor;

namespace MetricsAgent.Commands;

/// <summary>The findings of all targets, for people and for programs.</summary>
internal sealed record DoctorReport(IReadOnlyList<TargetFindings> Targets)
{
    internal bool IsToFix => Targets.Any(target => target.IsToFix);

    internal string Text()
    {
        var text = new StringBuilder();
        foreach (var target in Targets)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(target.Target).Append(": ").Append(Sum(target)).Append("\n\n").Append(TextTable.Render(
                ["STATE", "CHECK", "WHAT", "FIX"], target.Findings.Select(finding => new[] { State(finding), finding.Check, finding.What, finding.Fix })));
        }

        return text.ToString();
    }

    internal string Json() => new JsonObject
    {
        ["status"] = IsToFix ? "to_fix" : "ok",
        ["targets"] = new JsonArray([.. Targets.Select(target => new JsonObject
        {
            ["target"] = target.Target,
            ["findings"] = new JsonArray([.. target.Findings.Select(finding => new JsonObject
            {
                ["state"] = State(finding),
                ["check"] = finding.Check,
                ["what"] = finding.What,
                ["fix"] = finding.Fix,
            })]),
        })]),
    }.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

    static string Sum(TargetFindings target)
    {
        var hints = target.Findings.Count(finding => finding.State == FindingState.Hint);
        var problems = target.Findings.Count(finding => finding.State >= FindingState.Problem);
        return $"{(problems == 0 ? "nothing to fix" : $"{problems} to fix")}{(hints == 0 ? "" : hints == 1 ? ", 1 hint" : $", {hints} hints")}";
    }

    static string State(Finding finding) => finding.State switch
    {
        FindingState.Ok => "ok",
        FindingState.Hint => "hint",
        FindingState.Problem => "problem",
        _ => "error",
    };
}
