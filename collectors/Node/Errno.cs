using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>errno(3): the numbers that all of .NET's architectures share.</summary>
static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int NoProcess = 3;
    internal const int Interrupted = 4;
    internal const int NoAccess = 13;
    internal const int NoDevice = 19;
    internal const int NotDirectory = 20;
    internal const int IsDirectory = 21;
    internal const int Invalid = 22;
    internal const int TooLarge = 27;
    internal const int NotSupported = 95;

    /// <summary>Why a pseudo-file could not be read. A process or a cgroup that ends while its file is open: no such process, no such device.</summary>
    internal static Reason ReasonOf(int error) => error switch
    {
        NoEntry or NoProcess or NoDevice or NotDirectory => Reason.NotFound,
        NotPermitted or NoAccess => Reason.PermissionDenied,
        IsDirectory or Invalid or NotSupported => Reason.Unsupported,
        TooLarge => Reason.LimitReached,
        _ => Reason.Error,
    };
}
