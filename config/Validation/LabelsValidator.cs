using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Constant labels are names that Prometheus takes.</summary>
internal sealed partial class LabelsValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var container = config.Collectors.Container;
        Check(problems, $"{PollSections.Container}.own", container.Own.Labels, taken: around.ContainerLabels ?? []);
        foreach (var (path, target) in PollSections.Targets(PollSections.Container, container.Targets))
            Check(problems, path, target.Labels, taken: around.ContainerLabels ?? []);
        foreach (var (path, target) in PollSections.Targets(PollSections.Postgres, config.Collectors.Postgres.Targets))
            Check(problems, path, target.Labels, taken: around.PostgresLabels ?? []);
        foreach (var (path, target) in PollSections.Targets(PollSections.PgBouncer, config.Collectors.PgBouncer.Targets))
            Check(problems, path, target.Labels, taken: around.PgBouncerLabels ?? []);
        foreach (var (path, target) in PollSections.Targets(PollSections.Probe, config.Collectors.Probe.Targets))
            Check(problems, path, target.Labels, taken: ["name", "target", .. around.ProbeLabels ?? []]);
        foreach (var (path, target) in PollSections.Targets(PollSections.Scrape, config.Collectors.Scrape.Targets))
            Check(problems, path, target.Labels, taken: ["job", "instance", "reason", "le", "quantile"]);
    }

    static void Check(Problems problems, string path, IReadOnlyDictionary<string, string> labels, IReadOnlyList<string> taken)
    {
        foreach (var label in labels.Keys)
        {
            var each = KeyPath.Child($"{path}.labels", label);
            if (!Valid().IsMatch(label))
                problems.Report(each, "must have a name of letters, digits and _, with neither a digit nor __ at its start");
            else if (taken.Contains(label))
                problems.Report(each, "must have another name: the series have this label already");
        }
    }

    [GeneratedRegex(@"^(?!__)[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Valid();
}
