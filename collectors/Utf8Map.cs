using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MetricsAgent.Collectors;

/// <summary>
/// What belongs to a name, found by the name's bytes as the kernel or a server wrote them, made once: after the first poll nobody decodes
/// UTF-8 or allocates. Forgets everything when it is full, so names that come and go cannot grow memory.
/// </summary>
/// <param name="create">Makes the value from the text; bytes that are not UTF-8 have become U+FFFD.</param>
internal sealed class Utf8Map<T>(Func<string, T> create, int capacity = 4096)
{
    readonly Dictionary<byte[], T> values = new(BytesComparer.Instance);

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

    sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        internal static readonly BytesComparer Instance = new();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = 17;
            foreach (var b in alternate)
                hash = (hash * 31) + b;
            return hash;
        }
    }
}
