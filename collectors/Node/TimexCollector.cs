using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>How well the machine's clock is kept, from adjtimex(2).</summary>
internal sealed class TimexCollector(TimexCall adjtimex) : ICollector
{
    internal static readonly FamilySet Families = new("adjtimex(2)");

    static readonly Family SyncStatus = Families.Gauge("node_timex_sync_status", "Whether something keeps the clock in step with a better one, 0 or 1.");
    static readonly Family Offset = Families.Gauge("node_timex_offset_seconds", "How far the clock is from the one it follows, in seconds.");
    static readonly Family Frequency = Families.Gauge("node_timex_frequency_adjustment_ratio", "How fast the clock is made to go; 1 is as it goes by itself.");
    static readonly Family MaxError = Families.Gauge("node_timex_maxerror_seconds", "By how much the clock can be wrong at most, in seconds; grows while nothing corrects it.");
    static readonly Family EstimatedError = Families.Gauge("node_timex_estimated_error_seconds", "By how much the clock probably is wrong, in seconds.");
    static readonly Family Status = Families.Gauge("node_timex_status", "The clock's status bits (STA_*) as a number.");
    static readonly Family Constant = Families.Gauge("node_timex_loop_time_constant", "How slowly corrections are applied: the time constant of the phase-locked loop, a power of two.");
    static readonly Family Tick = Families.Gauge("node_timex_tick_seconds", "Time from one tick of the clock to the next, in seconds.");
    static readonly Family Tai = Families.Gauge("node_timex_tai_offset_seconds", "How far international atomic time is ahead of UTC, in seconds; 0 where nobody has told the kernel.");
    static readonly Family PpsFrequency = Families.Gauge("node_timex_pps_frequency_hertz", "Frequency of the pulse-per-second signal against the clock, in parts per million as the kernel scales them.");
    static readonly Family PpsJitter = Families.Gauge("node_timex_pps_jitter_seconds", "Spread of the pulses of the pulse-per-second signal, in seconds.");
    static readonly Family PpsShift = Families.Gauge("node_timex_pps_shift_seconds", "Time over which pulses are compared, in seconds, a power of two.");
    static readonly Family PpsStability = Families.Gauge("node_timex_pps_stability_hertz", "Mean change of the pulse-per-second signal's frequency, in parts per million as the kernel scales them.");
    static readonly Family PpsJitterCount = Families.Counter("node_timex_pps_jitter_total", "Pulses that came too far from their time.");
    static readonly Family PpsCalibrations = Families.Counter("node_timex_pps_calibration_total", "Times that pulses were compared.");
    static readonly Family PpsErrors = Families.Counter("node_timex_pps_error_total", "Comparisons of pulses that failed.");
    static readonly Family PpsStabilityCount = Families.Counter("node_timex_pps_stability_exceeded_total", "Comparisons of pulses whose frequency had changed too much.");

    /// <summary>TIME_ERROR.</summary>
    const int NotSynchronised = 5;

    const double MicrosecondsPerSecond = 1e6;

    /// <summary>Frequencies are in parts per million with 16 bits behind the point.</summary>
    const double FrequencyUnits = 1e6 * 65536;

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var reading = default(TimexReading);
        var state = adjtimex(ref reading);
        if (state >= 0)
            Emit(samples, reading, state);
        else
            samples.Unavailable("adjtimex", Reason.PermissionDenied, "adjtimex(2) is not allowed; a container's seccomp profile allows it together with the capability SYS_TIME");
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, in TimexReading reading, int state)
    {
        var units = (reading.Status & TimexReading.Nanoseconds) != 0 ? 1e9 : MicrosecondsPerSecond;
        samples.Add(SyncStatus, state == NotSynchronised ? 0 : 1);
        samples.Add(Offset, reading.Offset / units);
        samples.Add(Frequency, 1 + (reading.Frequency / FrequencyUnits));
        samples.Add(MaxError, reading.MaxError / MicrosecondsPerSecond);
        samples.Add(EstimatedError, reading.EstimatedError / MicrosecondsPerSecond);
        samples.Add(Status, reading.Status);
        samples.Add(Constant, reading.Constant);
        samples.Add(Tick, reading.Tick / MicrosecondsPerSecond);
        samples.Add(Tai, reading.Tai);
        samples.Add(PpsFrequency, reading.PpsFrequency / FrequencyUnits);
        samples.Add(PpsJitter, reading.Jitter / units);
        samples.Add(PpsShift, reading.Shift);
        samples.Add(PpsStability, reading.Stability / FrequencyUnits);
        samples.Add(PpsJitterCount, reading.JitterCount);
        samples.Add(PpsCalibrations, reading.CalibrationCount);
        samples.Add(PpsErrors, reading.ErrorCount);
        samples.Add(PpsStabilityCount, reading.StabilityCount);
    }
}
