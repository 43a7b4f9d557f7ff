using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MetricsAgent.Packaging.Native;

/// <summary>A relocatable object or a program, 64 bits, little-endian (System V ABI, chapter 4): its sections, symbols and relocations.</summary>
internal sealed class ElfObject
{
    readonly byte[] file;
    readonly int headers;
    readonly byte[]?[] replaced;

    /// <exception cref="InvalidDataException">It is none.</exception>
    public ElfObject(byte[] file)
    {
        if (file.Length < 64 || !file.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("this is no ELF file of 64 bits");
        this.file = file;
        headers = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(40));
        Sections = MemoryMarshal.Cast<byte, SectionHeader>(file.AsSpan(headers, 64 * BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(60)))).ToArray();
        replaced = new byte[Sections.Length][];
        var names = Sections[BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(62))];
        Names = [.. Sections.Select(section => Text(names, section.Name))];

        var table = Array.FindIndex(Sections, section => section.Type == 2);
        if (table < 0)
            throw new InvalidDataException("it has no symbols; publish with -p:StripSymbols=false");
        SymbolTable = table;
        Symbols = MemoryMarshal.Cast<byte, Symbol>(Content(table)).ToArray();
    }

    public SectionHeader[] Sections { get; }

    public string[] Names { get; }

    public Symbol[] Symbols { get; }

    int SymbolTable { get; }

    /// <exception cref="InvalidDataException">There is none of this name.</exception>
    public int Section(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? index : throw new InvalidDataException($"it has no section {name}");

    public ReadOnlySpan<byte> Content(int section) => replaced[section] ?? file.AsSpan((int)Sections[section].Offset, (int)Sections[section].Size);

    public string Name(in Symbol symbol) => Text(Sections[Sections[SymbolTable].Link], symbol.Name);

    /// <summary>Those that change the section's bytes; none where nothing does.</summary>
    public Relocation[] Relocations(int section) =>
        RelocationsOf(section) is >= 0 and var table ? MemoryMarshal.Cast<byte, Relocation>(Content(table)).ToArray() : [];

    public void Replace(int section, byte[] content) => replaced[section] = content;

    public void ReplaceRelocations(int section, Relocation[] relocations)
    {
        if (RelocationsOf(section) is >= 0 and var table)
            Replace(table, MemoryMarshal.AsBytes<Relocation>(relocations).ToArray());
    }

    /// <summary>With what was replaced, and the symbols as they are now.</summary>
    public byte[] ToBytes()
    {
        Replace(SymbolTable, MemoryMarshal.AsBytes<Symbol>(Symbols).ToArray());
        using var result = new MemoryStream();
        result.Write(file);
        for (var section = 0; section < Sections.Length; section++)
        {
            if (replaced[section] is not { } content)
                continue;
            // What has become larger goes to the end; the rest stays where it is.
            if (content.Length <= (long)Sections[section].Size)
                result.Position = (long)Sections[section].Offset;
            else
                result.Position = (result.Length + 63) / 64 * 64;
            Sections[section].Offset = (ulong)result.Position;
            Sections[section].Size = (ulong)content.Length;
            result.Write(content);
        }
        result.Position = headers;
        result.Write(MemoryMarshal.AsBytes<SectionHeader>(Sections));
        return result.ToArray();
    }

    int RelocationsOf(int section) => Array.FindIndex(Sections, table => table.Type == 4 && table.Info == section);

    string Text(in SectionHeader strings, int at)
    {
        var text = file.AsSpan((int)strings.Offset + at);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}

/// <summary>Elf64_Shdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SectionHeader
{
    public int Name;
    public int Type;
    public ulong Flags;
    public ulong Address;
    public ulong Offset;
    public ulong Size;
    public int Link;
    public int Info;
    public ulong Alignment;
    public ulong EntrySize;
}

/// <summary>Elf64_Sym.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Symbol
{
    public int Name;
    public byte Info;
    public byte Other;
    public ushort Section;
    public long Value;
    public long Size;

    /// <summary>It stands for its section, from which the addends of relocations count.</summary>
    public readonly bool IsSection => (Info & 15) == 3;
}

/// <summary>Elf64_Rela.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Relocation
{
    public long Offset;
    public uint Type;
    public int Symbol;
    public long Addend;
}
