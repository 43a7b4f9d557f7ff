using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>What is disabled or enabled exists, and what is enabled is off by default.</summary>
internal sealed class DisableValidator(Surroundings around) : IValidator
{
    const string NotOptIn = "names no collector that is off by default";

    public void Check(AgentConfig config, Problems problems)
    {
        var collectors = config.Collectors;
        Check(problems, $"{PollSections.Node}.disable", collectors.Node.Disable, around.Node?.All, "names no collector");
        Check(problems, $"{PollSections.Node}.enable", collectors.Node.Enable, around.Node?.OptIn, NotOptIn);
        Check(problems, $"{PollSections.Container}.disable", collectors.Container.Disable, around.Container?.All, "names no collector");
        Check(problems, $"{PollSections.Postgres}.disable", collectors.Postgres.Disable, around.Postgres?.All, "names no collector");
        Check(problems, $"{PollSections.Postgres}.enable", collectors.Postgres.Enable, around.Postgres?.OptIn, NotOptIn);
    }

    /// <summary>Without the domain that <c>collectors list</c> has before it.</summary>
    static string ShortName(string path, string name)
    {
        var domain = path.Split('.')[1] + ".";
        return name.StartsWith(domain, StringComparison.Ordinal) ? name[domain.Length..] : name;
    }

    static void Check(Problems problems, string path, IReadOnlyList<string> names, IReadOnlyList<string>? known, string what)
    {
        for (var i = 0; known is not null && i < names.Count; i++)
        {
            if (known.Contains(names[i]))
                continue;
            var hint = Suggestion.For(ShortName(path, names[i]), known) is { } meant ? $"did you mean '{meant}'?" : $"known are {string.Join(", ", known)}";
            problems.Report($"{path}[{i}]", $"{what}, {Quote.Text(names[i])} ({hint})");
        }
    }
}
