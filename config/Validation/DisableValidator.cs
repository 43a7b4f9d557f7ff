using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>What is disabled exists.</summary>
internal sealed class DisableValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        Check(problems, PollSections.Node, config.Collectors.Node.Disable, around.Node);
        Check(problems, PollSections.Container, config.Collectors.Container.Disable, around.Container);
        Check(problems, PollSections.Postgres, config.Collectors.Postgres.Disable, around.Postgres);
    }

    static void Check(Problems problems, string path, IReadOnlyList<string> disable, IReadOnlyList<string>? known)
    {
        for (var i = 0; known is not null && i < disable.Count; i++)
        {
            if (known.Contains(disable[i]))
                continue;
            var hint = Suggestion.For(disable[i], known) is { } meant ? $"did you mean '{meant}'?" : $"known are {string.Join(", ", known)}";
            problems.Report($"{path}.disable[{i}]", $"names no collector, {Quote.Text(disable[i])} ({hint})");
        }
    }
}
