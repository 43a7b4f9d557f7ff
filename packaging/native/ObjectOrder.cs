using System.Buffers.Binary;

namespace MetricsAgent.Packaging.Native;

/// <summary>The methods of an object file, and what unwinding its stack needs to know of them, in an order that is given.</summary>
internal static class ObjectOrder
{
    /// <summary>Names that come first; everything else stays in the compiler's order.</summary>
    /// <returns>How many names are a method's, of how many.</returns>
    public static (int Found, int Listed) Apply(ElfObject elf, CodeReferences references, IReadOnlyCollection<string> first)
    {
        var section = elf.Section(CodeReferences.Section);
        var methods = Methods(elf, section);
        var order = Listed(elf, section, methods, first);
        var found = order.Count;
        var isFirst = new bool[methods.Count];
        foreach (var method in order)
            isFirst[method] = true;
        order.AddRange(Enumerable.Range(0, methods.Count).Where(method => !isFirst[method]));

        // Where the compiler may have aligned a loop; code that hardly ever runs is not worth the space.
        var code = new Rearrangement(methods, order, method => isFirst[method] && methods[method].Start % 32 == 0 ? 32 : 4);
        var unwinding = UnwindOrder.Of(elf, section, code);
        var bytes = elf.Content(section).ToArray();
        foreach (var (end, target) in references.Ends)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((int)end - 4), checked((int)(code.Map(target) - code.Map(end - 1) - 1)));
        elf.Replace(section, bytes);
        // int 3
        code.Apply(elf, section, 0xcc);
        unwinding.Apply(elf);
        return (found, first.Count);
    }

    /// <summary>Where each method of the section is; all of its symbols agree on that.</summary>
    internal static Pieces Methods(ElfObject elf, int section)
    {
        var pieces = elf.Symbols.Where(symbol => symbol.Section == section && symbol.Size > 0)
            .GroupBy(symbol => symbol.Value)
            .Select(group => new Piece(group.Key, group.Max(symbol => symbol.Size)))
            .OrderBy(piece => piece.Start)
            .ToArray();
        for (var i = 1; i < pieces.Length; i++)
        {
            if (pieces[i].Start - pieces[i - 1].Start - pieces[i - 1].Size is < 0 or >= 32)
                throw new InvalidDataException($"there is something between methods or in two of them at {pieces[i].Start:x}");
        }
        return new(pieces);
    }

    static List<int> Listed(ElfObject elf, int section, Pieces methods, IReadOnlyCollection<string> first)
    {
        var named = new Dictionary<string, long>();
        foreach (ref readonly var symbol in elf.Symbols.AsSpan())
        {
            if (symbol.Section == section && symbol.Size > 0)
                named[elf.Name(symbol)] = symbol.Value;
        }
        return [.. first.Where(named.ContainsKey).Select(name => methods.At(named[name])).Distinct()];
    }
}
