namespace MetricsAgent.Tests.Unit;

/// <summary>What code allocates on the test's own thread.</summary>
internal static class Allocation
{
    const int Repetitions = 5;

    /// <summary>
    /// Bytes of the cheapest of some repetitions. A collection that another thread causes adds the unused rest of this thread's
    /// allocation context, up to 8 KiB, to a single one; what the code itself allocates is in all of them.
    /// </summary>
    internal static long Of(Action code)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Repetitions; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
