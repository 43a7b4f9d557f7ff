using MetricsAgent.Collectors.Process;
using MetricsAgent.Config;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Golden;

/// <summary>Groups of recorded processes. In a first poll all counters are zero: what was before the agent does not count.</summary>
internal sealed class ProcessTests
{
    [Test]
    public async Task Groups_of_recorded_processes_are_as_reviewed()
    {
        var config = new ProcessConfig
        {
            Proportional = true,
            Groups =
            [
                new() { Name = "postgres", Unit = "postgresql@16-main.service" },
                new() { Name = "api", Port = 8000 },
                new() { Name = "cron", Exe = "cron", Cmdline = "-f$" },
                new() { Name = "nobody", Comm = "nginx" },
            ],
        };
        Golden.Check("Process", await Exposed.Text(new ProcessGroupsCollector(config, FixtureTree.Files("../process"))));
    }
}
