using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>A group is known by its name, and takes not simply everything.</summary>
internal sealed class ProcessGroupsValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var names = new UniqueNames(problems);
        foreach (var (index, group) in config.Collectors.Process.Groups.Index())
        {
            var path = $"{PollSections.Process}.groups[{index}]";
            names.Check(path, group.Name, "it tells the groups apart");
            if (group.Unit.Length > 0 && SystemdUnit.Problem(group.Unit, mayBePattern: false) is { } problem)
                problems.Report($"{path}.unit", problem);
            if (group is { Comm: "", Exe: "", Cmdline: "", Unit: "", Port: null })
                problems.Report(path, "must have at least one of comm, exe, cmdline, unit and port");
        }
    }
}
