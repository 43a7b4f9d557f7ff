using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors;

/// <summary>
/// What belongs to a name, found by the name's bytes as the kernel or a server wrote them, made once: after the first poll nobody decodes
/// UTF-8 or allocates. Forgets everything when it is full, so names that come and go cannot grow memory.
/// </summary>
/// <param name="create">Makes the value from the text; bytes that are not UTF-8 have become U+FFFD.</param>
internal sealed class Utf8Map<T>(Func<string, T> create, int capacity = 4096)
{
    readonly Dictionary<byte[], T> values = new(Utf8Comparer.Instance);

    internal int Count => values.Count;

    internal T this[ReadOnlySpan<byte> name]
    {
        get
        {
            var lookup = values.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (lookup.TryGetValue(name, out var value))
                return value;
            if (values.Count == capacity)
                values.Clear();
            value = create(Encoding.UTF8.GetString(name));
            lookup[name] = value;
            return value;
        }
    }
}
