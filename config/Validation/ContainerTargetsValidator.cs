using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>A target says in exactly one way which cgroup it is, and no two have the same name.</summary>
internal sealed class ContainerTargetsValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var container = config.Collectors.Container;
        foreach (var (path, target) in PollSections.Targets(PollSections.Container, container.Targets))
        {
            string[] given = [.. Given(target)];
            if (given.Length == 0)
                problems.Report(path, "must have one of unit, cgroup, pid and comm");
            else if (given.Length > 1)
                problems.Report($"{path}.{given[1]}", $"cannot be given together with {given[0]}");
            if (target.Unit.Length > 0 && (!target.Unit.Contains('.', StringComparison.Ordinal) || target.Unit.Contains('/', StringComparison.Ordinal)))
                problems.Report($"{path}.unit", $"must be the name of a unit with its suffix, such as postgresql.service, not {Quote.Text(target.Unit)}");
            if (target.Cgroup.Length > 0 && (target.Cgroup.Trim('/').Length == 0 || target.Cgroup.Split('/').Contains("..")))
                problems.Report($"{path}.cgroup", $"must be a path below /sys/fs/cgroup, such as /system.slice/nginx.service, not {Quote.Text(target.Cgroup)}");
            if (container.Own.Enabled && target.Name.Length > 0 && target.Name == container.Own.Name)
                problems.Report($"{path}.name", $"must be unique, but {PollSections.Container}.own is {Quote.Text(target.Name)} too");
        }
    }

    static IEnumerable<string> Given(ContainerTarget target)
    {
        if (target.Unit.Length > 0)
            yield return "unit";
        if (target.Cgroup.Length > 0)
            yield return "cgroup";
        if (target.Pid is not null)
            yield return "pid";
        if (target.Comm.Length > 0)
            yield return "comm";
    }
}
