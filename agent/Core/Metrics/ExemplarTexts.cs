namespace MetricsAgent.Metrics;

/// <summary>The exemplars of a column's numbers, which few have. Its memory is used again.</summary>
sealed class ExemplarTexts
{
    (int Start, int Length)[] places = [];
    byte[] text = [];
    int used;

    /// <summary>Empty where a number has none.</summary>
    internal ReadOnlySpan<byte> this[int number] => number < places.Length ? text.AsSpan(places[number].Start, places[number].Length) : default;

    internal void Add(int number, ReadOnlySpan<byte> exemplar)
    {
        if (number >= places.Length)
            Array.Resize(ref places, Math.Max(16, (number + 1) * 2));
        if (used + exemplar.Length > text.Length)
            Array.Resize(ref text, Math.Max(256, (used + exemplar.Length) * 2));
        exemplar.CopyTo(text.AsSpan(used));
        places[number] = (used, exemplar.Length);
        used += exemplar.Length;
    }

    internal void Clear()
    {
        used = 0;
        places.AsSpan().Clear();
    }
}
