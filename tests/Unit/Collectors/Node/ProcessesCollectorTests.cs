using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class ProcessesCollectorTests
{
    [Test]
    public void The_state_follows_a_name_that_can_hold_anything()
    {
        static void Check(string stat, TaskState? want) =>
            Assert.That(TaskState.TryParse(Encoding.UTF8.GetBytes(stat), out var task) ? task : (TaskState?)null, Is.EqualTo(want), stat);

        const string rest = "1 42 42 0 -1 4194560 1090 0 63 0 8 47 0 0 20 0";
        Check($"42 (postgres) S {rest} 3 0 12\n", new TaskState('S', 3));
        Check($"42 (a) R (b) D {rest} 1 0 12\n", new TaskState('D', 1));
        Check($"42 (a\n) R {rest} 1 0\n", new TaskState('R', 1));
        Check($"42 (a) S {rest} -1 0\n", null);
        Check($"42 (a) S {rest}\n", null);
        Check($"42 (a) 5 {rest} 3\n", null);
        Check("42 (a", null);
        Check("", null);
    }

    [Test]
    public void Processes_and_their_threads_are_counted_by_state() => Assert.That(Emitted.By(new ProcessesCollector(FixtureTree.Files("vm"))), Is.EqualTo(new[]
    {
        "node_processes_max_processes 32768",
        "node_processes_max_threads 192675",
        "node_processes_pids 2",
        """node_processes_state{state="S"} 2""",
        "node_processes_threads 3",
        """node_processes_threads_state{thread_state="D"} 1""",
        """node_processes_threads_state{thread_state="S"} 2""",
    }));

    [Test]
    public void The_real_machine_has_this_process_with_all_its_threads()
    {
        var lines = Emitted.By(new ProcessesCollector(new(new())));
        Assert.That(Number("node_processes_threads"), Is.GreaterThan(Number("node_processes_pids")));

        double Number(string name) => double.Parse(lines.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
