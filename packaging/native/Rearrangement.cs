namespace MetricsAgent.Packaging.Native;

/// <summary>Pieces of a section, none of which overlap, in a new order.</summary>
internal sealed class Rearrangement
{
    readonly Pieces pieces;
    readonly long[] moved;

    /// <param name="pieces">In the order that they had.</param>
    /// <param name="order">Indices of all pieces, in the order that they get.</param>
    /// <param name="alignment">In bytes, of each piece's new place.</param>
    public Rearrangement(Pieces pieces, IEnumerable<int> order, Func<int, int> alignment)
    {
        this.pieces = pieces;
        moved = new long[pieces.Count];
        foreach (var piece in order)
        {
            var boundary = alignment(piece);
            moved[piece] = (Size + boundary - 1) / boundary * boundary;
            Size = moved[piece] + pieces[piece].Size;
        }
    }

    /// <summary>Of the section, afterwards.</summary>
    public long Size { get; private set; }

    /// <summary>Where this byte goes.</summary>
    public long Map(long offset)
    {
        var piece = pieces.At(offset);
        return moved[piece] + offset - pieces[piece].Start;
    }

    /// <summary>The section's bytes, relocations and symbols go along.</summary>
    public void Apply(ElfObject elf, int section, byte filler)
    {
        var before = elf.Content(section);
        var after = new byte[Size];
        Array.Fill(after, filler);
        for (var piece = 0; piece < pieces.Count; piece++)
            before.Slice((int)pieces[piece].Start, (int)pieces[piece].Size).CopyTo(after.AsSpan((int)moved[piece]));

        var relocations = elf.Relocations(section);
        foreach (ref var relocation in relocations.AsSpan())
            relocation.Offset = Map(relocation.Offset);
        // The linker goes through them by place.
        Array.Sort(relocations, (one, other) => one.Offset.CompareTo(other.Offset));
        foreach (ref var symbol in elf.Symbols.AsSpan())
        {
            if (symbol.Section == section && !symbol.IsSection)
                symbol.Value = Map(symbol.Value);
        }
        elf.Replace(section, after);
        elf.ReplaceRelocations(section, relocations);
        for (var other = 0; other < elf.Sections.Length; other++)
            Redirect(elf, other, section);
    }

    // What names a place by its distance from the section's start, as unwinding records may, instead of by a symbol.
    void Redirect(ElfObject elf, int from, int section)
    {
        var relocations = elf.Relocations(from);
        var any = false;
        foreach (ref var relocation in relocations.AsSpan())
        {
            ref readonly var symbol = ref elf.Symbols[relocation.Symbol];
            if (symbol.Section != section || !symbol.IsSection)
                continue;
            if (elf.Names[from] != UnwindOrder.Frames)
                throw new InvalidDataException($"{elf.Names[from]} refers to {elf.Names[section]} without a symbol; publish without debug symbols, -p:DebugType=none");
            relocation.Addend = Map(relocation.Addend);
            any = true;
        }
        if (any)
            elf.ReplaceRelocations(from, relocations);
    }
}
