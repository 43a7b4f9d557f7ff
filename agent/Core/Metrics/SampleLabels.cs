using System.Text;

namespace MetricsAgent.Metrics;

/// <summary>
/// A label set as the exposition formats write it, UTF-8, escaped and without the braces: the labels that all of a collector's series
/// have, and then its own. Either may be empty. Both are the same objects in every snapshot, as long as their writer remembers them.
/// </summary>
public readonly record struct SampleLabels(byte[] Constant, byte[] Own)
{
    bool HasComma => Constant.Length > 0 && Own.Length > 0;

    /// <summary>In bytes.</summary>
    public int Length => Constant.Length + Own.Length + (HasComma ? 1 : 0);

    /// <param name="text"><see cref="Length"/> bytes at least.</param>
    public void CopyTo(Span<byte> text)
    {
        Constant.CopyTo(text);
        text = text[Constant.Length..];
        if (HasComma)
        {
            text[0] = (byte)',';
            text = text[1..];
        }

        Own.CopyTo(text);
    }

    public override string ToString() => Encoding.UTF8.GetString(Constant) + (HasComma ? "," : "") + Encoding.UTF8.GetString(Own);

    /// <summary>By what they say.</summary>
    internal sealed class Comparer : IEqualityComparer<SampleLabels>
    {
        internal static readonly Comparer Instance = new();

        public bool Equals(SampleLabels x, SampleLabels y) => x.Constant.AsSpan().SequenceEqual(y.Constant) && x.Own.AsSpan().SequenceEqual(y.Own);

        public int GetHashCode(SampleLabels labels) => HashCode.Combine(Utf8Comparer.Instance.GetHashCode(labels.Constant), Utf8Comparer.Instance.GetHashCode(labels.Own));
    }
}
