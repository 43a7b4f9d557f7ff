using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Node;

/// <summary>The kernel's <c>struct timex</c> as adjtimex(2) fills it, in the kernel's own units (include/uapi/linux/timex.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TimexReading
{
    /// <summary>The bit of <see cref="Status"/> that makes offset and jitter nanoseconds instead of microseconds.</summary>
    internal const int Nanoseconds = 0x2000;

    internal uint Modes;
    internal long Offset;

    /// <summary>In 2^-16 parts per million, as the other frequencies.</summary>
    internal long Frequency;

    /// <summary>In microseconds.</summary>
    internal long MaxError;

    /// <inheritdoc cref="MaxError"/>
    internal long EstimatedError;

    internal int Status;
    internal long Constant;
    internal long Precision;
    internal long Tolerance;
    internal long Seconds;
    internal long Fraction;

    /// <inheritdoc cref="MaxError"/>
    internal long Tick;

    internal long PpsFrequency;
    internal long Jitter;
    internal int Shift;
    internal long Stability;
    internal long JitterCount;
    internal long CalibrationCount;
    internal long ErrorCount;
    internal long StabilityCount;
    internal int Tai;
    internal fixed int Spare[11];
}

/// <summary>adjtimex(2) with nothing to adjust, or a test's stand-in.</summary>
/// <returns>The state of the clock, 5 where it is not synchronised, or -1 where the call is not allowed.</returns>
internal delegate int TimexCall(ref TimexReading reading);
