using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>A target says in exactly one way which cgroup it is, and no two have the same name.</summary>
internal sealed class ContainerTargetsValidator : IValidator
{
    const string Mount = "/sys/fs/cgroup/";

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
            if (target.Unit.Length > 0 && SystemdUnit.Problem(target.Unit, mayBePattern: true) is { } problem)
                problems.Report($"{path}.unit", problem);
            if (target.Cgroup.Length > 0)
                CheckCgroup(problems, $"{path}.cgroup", target.Cgroup);
            if (container.Own.Enabled && target.Name.Length > 0 && target.Name == container.Own.Name)
                problems.Report($"{path}.name", $"must be unique, but {PollSections.Container}.own is {Quote.Text(target.Name)} too");
        }
    }

    static void CheckCgroup(Problems problems, string path, string cgroup)
    {
        var names = cgroup.Trim('/').Split('/');
        if (cgroup.StartsWith(Mount, StringComparison.Ordinal) && cgroup.Length > Mount.Length)
            problems.Report(path, $"must be a path below /sys/fs/cgroup, without that: {Quote.Text(cgroup[(Mount.Length - 1)..])}, not {Quote.Text(cgroup)}");
        else if (names.Any(name => name is "" or "." or ".."))
            problems.Report(path, $"must be a path below /sys/fs/cgroup, such as /system.slice/nginx.service, not {Quote.Text(cgroup)}");
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
