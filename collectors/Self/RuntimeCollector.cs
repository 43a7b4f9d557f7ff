using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>
/// The .NET runtime's own instruments, from its meter <c>System.Runtime</c>, under the names that OpenTelemetry's translation to
/// Prometheus gives them. One difference: the runtime declares the thread pool's thread count and queue length as counters, which
/// they are not; here they are gauges, as OpenTelemetry's semantic conventions have them.
/// </summary>
internal sealed class RuntimeCollector : ICollector, IDisposable
{
    internal static readonly FamilySet Families = new("meter System.Runtime");

    static readonly Family Exceptions = Families.Counter("dotnet_exceptions_total", "Exceptions thrown in managed code, by type.", "error_type");

    static readonly Dictionary<string, Family> Observed = new()
    {
        ["dotnet.assembly.count"] = Families.Gauge("dotnet_assembly_count", ".NET assemblies that are loaded."),
        ["dotnet.gc.collections"] = Families.Counter("dotnet_gc_collections_total", "Garbage collections, by the oldest generation collected.", "gc_heap_generation"),
        ["dotnet.gc.heap.total_allocated"] = Families.Counter("dotnet_gc_heap_total_allocated_bytes_total", "Memory allocated on the managed heap since the start, in bytes."),
        ["dotnet.gc.last_collection.heap.fragmentation.size"] = Families.Gauge("dotnet_gc_last_collection_heap_fragmentation_size_bytes", "Fragmentation of the heap at the last garbage collection, in bytes.", "gc_heap_generation"),
        ["dotnet.gc.last_collection.heap.size"] = Families.Gauge("dotnet_gc_last_collection_heap_size_bytes", "Managed heap with its fragmentation at the last garbage collection, in bytes.", "gc_heap_generation"),
        ["dotnet.gc.last_collection.memory.committed_size"] = Families.Gauge("dotnet_gc_last_collection_memory_committed_size_bytes", "Memory committed by the garbage collector at its last collection, in bytes."),
        ["dotnet.gc.pause.time"] = Families.Counter("dotnet_gc_pause_time_seconds_total", "Time that threads were paused for garbage collection, in seconds."),
        ["dotnet.jit.compilation.time"] = Families.Counter("dotnet_jit_compilation_time_seconds_total", "Time spent compiling methods just in time, in seconds."),
        ["dotnet.jit.compiled_il.size"] = Families.Counter("dotnet_jit_compiled_il_size_bytes_total", "Intermediate language compiled just in time, in bytes."),
        ["dotnet.jit.compiled_methods"] = Families.Counter("dotnet_jit_compiled_methods_total", "Methods compiled just in time."),
        ["dotnet.monitor.lock_contentions"] = Families.Counter("dotnet_monitor_lock_contentions_total", "Times that a thread had to wait for a monitor lock."),
        ["dotnet.process.cpu.count"] = Families.Gauge("dotnet_process_cpu_count", "Processors available to this process."),
        ["dotnet.process.cpu.time"] = Families.Counter("dotnet_process_cpu_time_seconds_total", "CPU time used by this process, in seconds.", "cpu_mode"),
        ["dotnet.process.memory.working_set"] = Families.Gauge("dotnet_process_memory_working_set_bytes", "Physical memory mapped to this process, in bytes."),
        ["dotnet.thread_pool.queue.length"] = Families.Gauge("dotnet_thread_pool_queue_length", "Work items that wait for a thread of the pool."),
        ["dotnet.thread_pool.thread.count"] = Families.Gauge("dotnet_thread_pool_thread_count", "Threads of the pool."),
        ["dotnet.thread_pool.work_item.count"] = Families.Counter("dotnet_thread_pool_work_item_count_total", "Work items that the thread pool has completed."),
        ["dotnet.timer.count"] = Families.Gauge("dotnet_timer_count", "Timers that are active."),
    };

    readonly MeterListener listener = new();
    readonly ConcurrentDictionary<string, long> exceptions = new();
    Samples? samples;

    internal RuntimeCollector()
    {
        listener.InstrumentPublished = Enable;
        listener.SetMeasurementEventCallback<long>(Measured);
        listener.SetMeasurementEventCallback<double>(Measured);
        listener.Start();
    }

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        this.samples = samples;
        listener.RecordObservableInstruments();
        this.samples = null;
        foreach (var (type, count) in exceptions)
            samples.Add(Exceptions, count, type);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => listener.Dispose();

    void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name != "System.Runtime")
            return;
        if (instrument.Name == "dotnet.exceptions")
            listener.EnableMeasurementEvents(instrument, Exceptions);
        else if (Observed.TryGetValue(instrument.Name, out var family))
            listener.EnableMeasurementEvents(instrument, family);
    }

    /// <summary>Called by the thread that polls, for what is observed; by any thread, for what happens.</summary>
    void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? family)
        where T : struct, IConvertible
    {
        var tag = tags.Length > 0 ? tags[0].Value as string ?? "" : "";
        var number = value.ToDouble(null);
        if (ReferenceEquals(family, Exceptions))
            exceptions.AddOrUpdate(tag, (long)number, (_, count) => count + (long)number);
        else if (((Family)family!).Labels.Count == 0)
            samples?.Add((Family)family, number);
        else
            samples?.Add((Family)family, number, tag);
    }
}
