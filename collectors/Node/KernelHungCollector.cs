using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Tasks that were stuck in the kernel for longer than it thinks right (two minutes by default), from
/// <c>/proc/sys/kernel/hung_task_detect_count</c>: Linux 6.14 and newer with CONFIG_DETECT_HUNG_TASK.
/// </summary>
internal sealed class KernelHungCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/sys/kernel/hung_task_detect_count");

    static readonly Family HungTasks = Families.Counter("node_kernel_hung_tasks_total", "Tasks that the kernel has found hung since boot.");

    readonly string path = files.Proc("sys/kernel/hung_task_detect_count");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (NodeFiles.TryReadNumber(path, out var tasks))
            samples.Add(HungTasks, tasks);
        return ValueTask.CompletedTask;
    }
}
