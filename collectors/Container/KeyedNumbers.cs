using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Collectors.Container;

/// <summary>
/// Walks over a flat keyed file of a cgroup, lines of a key and a number (cgroup-v2, Interface Files); other lines are passed over.
/// Pure; never throws, whatever the bytes.
/// </summary>
internal ref struct KeyedNumbers(ReadOnlySpan<byte> text)
{
    Lines lines = new(text);

    internal bool Next(out ReadOnlySpan<byte> key, out ulong number)
    {
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            key = fields.Next();
            if (fields.Integer(out number))
                return true;
        }

        key = [];
        number = 0;
        return false;
    }
}
