using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Walks over the lines of a pseudo-file and counts those that are not as the kernel documents them: each is skipped, the others
/// stay. Pure; never throws, whatever the bytes.
/// </summary>
internal ref struct Lines(ReadOnlySpan<byte> text)
{
    ReadOnlySpan<byte> rest = text;
    int good;
    int bad;

    /// <summary>The next line, without its end. The kernel ends every line: a last one without an end is cut off, and so are its numbers.</summary>
    internal bool Next(out ReadOnlySpan<byte> line)
    {
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            if (!rest.IsEmpty)
                bad++;
            line = rest = [];
            return false;
        }

        line = rest[..length];
        rest = rest[(length + 1)..];
        return true;
    }

    /// <summary>So far.</summary>
    internal readonly bool AllGood => bad == 0;

    internal void Good() => good++;

    internal void Bad() => bad++;

    internal void Count(bool isGood) => _ = isGood ? good++ : bad++;

    /// <summary>Reports lines that were skipped, or that there was nothing else.</summary>
    /// <param name="expectsOne">A file without a single good line is malformed, even an empty one.</param>
    internal readonly void Report(Samples samples, string file, bool expectsOne = true)
    {
        if (good == 0 && (bad > 0 || expectsOne))
            samples.Unavailable(Reason.Malformed, $"{file} has nothing in the kernel's format");
        else if (bad > 0)
            samples.Unavailable("lines", Reason.Malformed, $"{file} has {bad} lines that are not in the kernel's format; they are left out");
    }
}
