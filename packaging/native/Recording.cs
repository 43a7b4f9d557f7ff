using System.Diagnostics;
using System.Globalization;

namespace MetricsAgent.Packaging.Native;

/// <summary>
/// Which methods of a running program are called: each has a breakpoint at its start until it is reached for the first time. So a method
/// costs one stop, and what runs a million times a second shows as surely as what runs once.
/// </summary>
internal static class Recording
{
    const byte Breakpoint = 0xcc;

    /// <param name="stop">Ends it earlier. A signal that ends this process instead leaves breakpoints behind, which end the program.</param>
    /// <returns>Names, as in the program's symbols; one for each method.</returns>
    /// <exception cref="InvalidDataException">There is no such process, or its program has no symbols.</exception>
    public static IReadOnlyCollection<string> Of(int process, TimeSpan time, CancellationToken stop)
    {
        var program = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/exe");
        if (!Directory.Exists(Path.GetDirectoryName(program)))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"there is no process {process}"));
        var elf = new ElfObject(File.ReadAllBytes(program));
        var names = Methods(elf, Base(process));
        using var memory = new FileStream(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/mem"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var tracee = Tracee.Attach(process);
        var bytes = names.Keys.ToDictionary(address => address, address => Swap(memory, address, Breakpoint));
        tracee.Resume();

        var called = new HashSet<long>();
        var since = Stopwatch.GetTimestamp();
        // Not before the time is over, or it would wait once more.
        using var end = new Timer(_ => tracee.Wake(), null, time + TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);
        using var early = stop.Register(tracee.Wake);
        try
        {
            while (Stopwatch.GetElapsedTime(since) < time && tracee.IsAlive && !stop.IsCancellationRequested)
            {
                if (tracee.Next(bytes.ContainsKey, wait: true) is { } address && called.Add(address))
                    Swap(memory, address, bytes[address]);
            }
        }
        finally
        {
            foreach (var (address, original) in bytes)
            {
                if (tracee.IsAlive && !called.Contains(address))
                    Swap(memory, address, original);
            }
            // Whoever has come to one in the meantime goes on from there. The kernel lets go of the program when this process ends.
            for (var i = 0; i < 100; i++)
            {
                if (tracee.Next(bytes.ContainsKey, wait: false) is null)
                    Thread.Sleep(1);
            }
        }
        return [.. called.Select(address => names[address])];
    }

    static Dictionary<long, string> Methods(ElfObject elf, long loadedAt)
    {
        var section = elf.Section(CodeReferences.Section);
        var names = new Dictionary<long, string>();
        foreach (ref readonly var symbol in elf.Symbols.AsSpan())
        {
            if (symbol.Section == section && symbol.Size > 0)
                names.TryAdd(loadedAt + symbol.Value, elf.Name(symbol));
        }
        return names;
    }

    static long Base(int process)
    {
        var first = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/maps")).First();
        return long.Parse(first.AsSpan(0, first.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    static byte Swap(FileStream memory, long address, byte value)
    {
        Span<byte> content = stackalloc byte[1];
        memory.Position = address;
        memory.ReadExactly(content);
        var before = content[0];
        content[0] = value;
        memory.Position = address;
        memory.Write(content);
        return before;
    }
}
