namespace MetricsAgent.Exposition;

/// <summary>The exemplars of a poll, as they are written: its texts will be gone when it ends.</summary>
sealed class ForeignExemplars
{
    byte[] bytes = [];
    int length;

    internal byte[] Bytes => bytes;

    internal void Clear() => length = 0;

    /// <returns>Where it is in <see cref="Bytes"/>.</returns>
    internal (int Start, int Length) Add(ReadOnlySpan<byte> exemplar)
    {
        if (exemplar.IsEmpty)
            return default;
        if (length + exemplar.Length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(1024, (length + exemplar.Length) * 2));
        exemplar.CopyTo(bytes.AsSpan(length));
        length += exemplar.Length;
        return (length - exemplar.Length, exemplar.Length);
    }
}
