using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MetricsAgent.Packaging.Native;

/// <summary>
/// Calls, jumps and addresses from one method to another that the compiler has resolved itself, because both are in one section: nothing
/// in the object file says where they are, so they are read from its disassembly.
/// </summary>
/// <param name="Ends">Offset of the instruction's end, whose last four bytes are the distance from there to the target; and the target.</param>
/// <param name="Methods">How many there are.</param>
internal sealed partial record CodeReferences(IReadOnlyList<(long End, long Target)> Ends, int Methods)
{
    internal const string Section = "__managedcode";

    public static CodeReferences Read(string path, ElfObject elf)
    {
        var section = elf.Section(Section);
        var methods = ObjectOrder.Methods(elf, section);
        var relocated = elf.Relocations(section).Select(relocation => relocation.Offset).ToHashSet();
        var found = new List<(long, long)>();
        var start = new ProcessStartInfo("objdump", ["-d", "-z", "--no-show-raw-insn", "-j", Section, path]) { RedirectStandardOutput = true };
        using var objdump = Start(start);

        // What an instruction refers to is known when the next one says where it ends.
        string? instruction = null;
        long from = 0;
        while (objdump.StandardOutput.ReadLine() is { } line)
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var at = long.Parse(match.Groups["at"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (instruction is not null)
                Add(instruction, from, at);
            (instruction, from) = (match.Groups["instruction"].Value, at);
        }
        if (instruction is not null)
            Add(instruction, from, (long)elf.Sections[section].Size);
        objdump.WaitForExit();
        return objdump.ExitCode == 0 ? new(found, methods.Count) : throw new InvalidDataException($"objdump ended with {objdump.ExitCode}");

        void Add(string text, long begin, long end)
        {
            if (Target().Match(text) is not { Success: true } match || relocated.Contains(end - 4))
                return;
            var target = long.Parse(match.Groups["target"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var method = methods[methods.At(begin)];
            if (target >= method.Start && target < method.Start + method.Size)
                return;
            if (end - begin < 5 || end + BitConverter.ToInt32(elf.Content(section)[((int)end - 4)..]) != target)
                throw new InvalidDataException($"what is at {begin:x} of {Section} refers to another method in a way that is not known: {text}");
            found.Add((end, target));
        }
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidDataException("objdump is missing; install it with: sudo apt-get install binutils");
        }
    }

    [GeneratedRegex(@"^ *(?<at>[0-9a-f]+):\t(?<instruction>.*)$")]
    private static partial Regex Line();

    // "call 49e834 <RhpStelemRef>", "lea 0x0(%rip),%rdi        # 100009 <...>".
    [GeneratedRegex(@"^(?:[a-z0-9.]+ +)*(?:call|j[a-z]+) +(?<target>[0-9a-f]+) <|\(%rip\).*# (?<target>[0-9a-f]+) <")]
    private static partial Regex Target();
}
