using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Node;

/// <summary>What statfs(2) says of a filesystem: sizes in bytes and numbers of inodes, or why it says nothing.</summary>
/// <param name="Error">Empty, or a bounded text, as node_exporter's label <c>device_error</c> has it.</param>
internal readonly record struct StatfsReading(double Size, double Free, double Available, double Files, double FilesFree, string Error = "")
{
    /// <summary>It does not answer.</summary>
    internal static readonly StatfsReading TimedOut = new(0, 0, 0, 0, 0, "mountpoint timeout");

    static readonly ConcurrentDictionary<int, string> Texts = new();

    /// <summary>It answered with an error; there are about 130 of them.</summary>
    internal static StatfsReading Failed(int errno) => new(0, 0, 0, 0, 0, Texts.GetOrAdd(errno, static errno =>
    {
        var text = Marshal.GetPInvokeErrorMessage(errno);
        return $"{char.ToLowerInvariant(text[0])}{text[1..]}";
    }));
}

/// <summary>statfs(2), or a test's stand-in.</summary>
/// <param name="path">Ends in a zero byte.</param>
internal delegate StatfsReading StatfsCall(ReadOnlySpan<byte> path);
