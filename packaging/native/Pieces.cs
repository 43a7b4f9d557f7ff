namespace MetricsAgent.Packaging.Native;

/// <summary>Part of a section, in bytes.</summary>
internal readonly record struct Piece(long Start, long Size);

/// <summary>Pieces of a section by their place, none of which overlap.</summary>
internal sealed class Pieces(Piece[] all)
{
    readonly long[] starts = Array.ConvertAll(all, piece => piece.Start);

    public int Count => all.Length;

    public Piece this[int index] => all[index];

    /// <summary>The piece that has this byte.</summary>
    /// <exception cref="InvalidDataException">None has it.</exception>
    public int At(long offset)
    {
        var index = Array.BinarySearch(starts, offset);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && offset < all[index].Start + Math.Max(1, all[index].Size) ? index : throw new InvalidDataException($"nothing is at offset {offset:x} of a section that is to be rearranged");
    }
}
