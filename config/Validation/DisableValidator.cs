using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>What is disabled or enabled exists, and what is enabled is off by default.</summary>
internal sealed class DisableValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        Check(problems, $"{PollSections.Node}.disable", config.Collectors.Node.Disable, around.Node, "names no collector");
        Check(problems, $"{PollSections.Node}.enable", config.Collectors.Node.Enable, around.NodeOptIn, "names no collector that is off by default");
        Check(problems, $"{PollSections.Postgres}.disable", config.Collectors.Postgres.Disable, around.Postgres, "names no collector");
        Check(problems, $"{PollSections.Postgres}.enable", config.Collectors.Postgres.Enable, around.PostgresOptIn, "names no collector that is off by default");
    }

    static void Check(Problems problems, string path, IReadOnlyList<string> names, IReadOnlyList<string>? known, string what)
    {
        for (var i = 0; known is not null && i < names.Count; i++)
        {
            if (known.Contains(names[i]))
                continue;
            var hint = Suggestion.For(names[i], known) is { } meant ? $"did you mean '{meant}'?" : $"known are {string.Join(", ", known)}";
            problems.Report($"{path}[{i}]", $"{what}, {Quote.Text(names[i])} ({hint})");
        }
    }
}
