using System.Buffers.Binary;

namespace MetricsAgent.Packaging.Native;

/// <summary>
/// How a stack is unwound through the methods: a record for each in <c>.eh_frame</c> (Linux Standard Base, section 10.6), and its part
/// of <c>.dotnet_eh_table</c>, which the garbage collector reads as well. Both come in the order of the methods.
/// </summary>
internal sealed class UnwindOrder
{
    internal const string Frames = ".eh_frame";
    const string Table = ".dotnet_eh_table";

    readonly Rearrangement frames;
    readonly Rearrangement table;
    readonly List<(long At, long Information)> links;

    UnwindOrder(Rearrangement frames, Rearrangement table, List<(long At, long Information)> links) => (this.frames, this.table, this.links) = (frames, table, links);

    /// <param name="methods">Where they go; they are still where they were.</param>
    public static UnwindOrder Of(ElfObject elf, int code, Rearrangement methods)
    {
        var (section, tableSection) = (elf.Section(Frames), elf.Section(Table));
        var (records, links) = Records(elf.Content(section));
        var entries = Entries(elf, tableSection);

        // A record without a method of this section, such as the one that the others share, has no place of its own: first as before.
        var keys = new long[records.Count];
        var entry = Enumerable.Repeat(-1, records.Count).ToArray();
        foreach (var relocation in elf.Relocations(section))
        {
            var record = records.At(relocation.Offset);
            ref readonly var symbol = ref elf.Symbols[relocation.Symbol];
            if (symbol.Section == code)
                keys[record] = 1 + methods.Map(symbol.Value + relocation.Addend);
            else if (symbol.Section == tableSection)
                entry[record] = entries.At(symbol.Value + relocation.Addend);
        }
        var order = Enumerable.Range(0, records.Count).OrderBy(record => keys[record]).ToArray();
        var entryOrder = order.Select(record => entry[record]).Where(index => index >= 0).Concat(Enumerable.Range(0, entries.Count)).Distinct();
        return new(new(records, order, _ => 1), new(entries, entryOrder, _ => 1), links);
    }

    public void Apply(ElfObject elf)
    {
        var section = elf.Section(Frames);
        var bytes = elf.Content(section).ToArray();
        // A record says how far before itself the one is that it shares.
        foreach (var (at, information) in links)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)at), checked((uint)(frames.Map(at) - frames.Map(information))));
        elf.Replace(section, bytes);
        frames.Apply(elf, section, 0);
        table.Apply(elf, elf.Section(Table), 0);
    }

    static (Pieces Records, List<(long At, long Information)> Links) Records(ReadOnlySpan<byte> content)
    {
        var records = new List<Piece>();
        var links = new List<(long, long)>();
        for (var at = 0; at + 4 <= content.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(content[at..]);
            if (length is 0 or uint.MaxValue || at + 4 + length > content.Length)
                throw new InvalidDataException($"{Frames} is not as expected at {at:x}");
            var back = BinaryPrimitives.ReadUInt32LittleEndian(content[(at + 4)..]);
            if (back != 0)
                links.Add((at + 4, at + 4 - back));
            records.Add(new(at, 4 + length));
            at += 4 + (int)length;
        }
        return (new([.. records]), links);
    }

    // A method's own entry, and those of its handlers, which say how far before them it is.
    static Pieces Entries(ElfObject elf, int section)
    {
        var starts = elf.Symbols.Where(symbol => symbol.Section == section && elf.Name(symbol).StartsWith("_lsda0", StringComparison.Ordinal)).Select(symbol => symbol.Value).Append(0).Distinct().Order().ToArray();
        return new([.. starts.Select((start, i) => new Piece(start, (i + 1 < starts.Length ? starts[i + 1] : (long)elf.Sections[section].Size) - start))]);
    }
}
