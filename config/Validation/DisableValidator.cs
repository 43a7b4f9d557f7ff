using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>What is disabled or enabled exists.</summary>
internal sealed class DisableValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        Check(problems, $"{PollSections.Node}.disable", config.Collectors.Node.Disable, around.Node);
        Check(problems, $"{PollSections.Node}.enable", config.Collectors.Node.Enable, around.Node);
        Check(problems, $"{PollSections.Postgres}.disable", config.Collectors.Postgres.Disable, around.Postgres);
    }

    static void Check(Problems problems, string path, IReadOnlyList<string> names, IReadOnlyList<string>? known)
    {
        for (var i = 0; known is not null && i < names.Count; i++)
        {
            if (known.Contains(names[i]))
                continue;
            var hint = Suggestion.For(names[i], known) is { } meant ? $"did you mean '{meant}'?" : $"known are {string.Join(", ", known)}";
            problems.Report($"{path}[{i}]", $"names no collector, {Quote.Text(names[i])} ({hint})");
        }
    }
}
