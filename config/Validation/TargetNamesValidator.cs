using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>A target is known by its name in metrics and logs; only a single server of its kind needs none.</summary>
internal sealed partial class TargetNamesValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var (postgres, pgbouncer) = (config.Collectors.Postgres.Targets, config.Collectors.PgBouncer.Targets);
        Check(problems, PollSections.Postgres, [.. postgres.Select(target => target.Name)], required: postgres.Count > 1);
        Check(problems, PollSections.PgBouncer, [.. pgbouncer.Select(target => target.Name)], required: pgbouncer.Count > 1);
        Check(problems, PollSections.Container, [.. config.Collectors.Container.Targets.Select(target => target.Name)], required: true);
        Check(problems, PollSections.Probe, [.. config.Collectors.Probe.Targets.Select(target => target.Name)], required: true);
    }

    static void Check(Problems problems, string section, IReadOnlyList<string> names, bool required)
    {
        var unique = new UniqueNames(problems);
        foreach (var (target, name) in PollSections.Targets(section, names))
        {
            if (name.Length > 0 && !Valid().IsMatch(name))
                problems.Report($"{target}.name", $"must be letters, digits and _ . : / - only, not {Quote.Text(name)}");
            else if (name.Length > 0 || required)
                unique.Check(target, name, "it tells the targets apart");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.:/-]+\z")]
    private static partial Regex Valid();
}
