using System.Globalization;
using System.Runtime.InteropServices;
using MetricsAgent.Packaging.Native;

const string Usage = """
    native-order: puts the methods that run next to each other, so that the native program has few of its pages in memory

      native-order apply OBJECT METHODS          the compiler's object file is rewritten; methods of the list come first, in its order
      native-order record PID METHODS SECONDS    methods of a running program that are called within the time are added to the list

    A list has one method a line, by the name of its symbol; lines that begin with '#' are comments, names that no method has any more are
    skipped. To record, publish with -p:StripSymbols=false, start the agent, wait until it has settled, and be root; at most a day. Should the
    recorder be killed (-9), the program that it records ends, too. x86-64 only.
    """;

try
{
    switch (args)
    {
        case ["apply", var path, var methods]:
            Apply(path, methods);
            return 0;
        case ["record", var pid, var methods, var seconds] when int.TryParse(pid, out var process) && int.TryParse(seconds, out var time) && time is > 0 and <= 86_400:
            Record(process, methods, TimeSpan.FromSeconds(time));
            return 0;
        case ["--help" or "-h"]:
            Console.WriteLine(Usage);
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
{
    Console.Error.WriteLine($"native-order: {exception.Message}");
    return 1;
}

static void Apply(string path, string methods)
{
    var elf = new ElfObject(File.ReadAllBytes(path));
    var references = CodeReferences.Read(path, elf);
    var (found, listed) = ObjectOrder.Apply(elf, references, Names(methods));
    File.WriteAllBytes(path, elf.ToBytes());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found} of {listed} listed methods come first, of {references.Methods} in all"));
}

static void Record(int process, string methods, TimeSpan time)
{
    // Now, not after the time.
    File.AppendAllText(methods, "");
    var known = Names(methods);
    using var stop = new CancellationTokenSource();
    PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
    var registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, Stop));
    var called = Recording.Of(process, time, stop.Token);
    Array.ForEach(registrations, registration => registration.Dispose());
    var added = called.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
    File.AppendAllLines(methods, added);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{called.Count} methods were called, of which {added.Count} are new in {methods}"));

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}

static List<string> Names(string methods) => [.. File.ReadLines(methods).Where(line => line.Length > 0 && line[0] != '#')];
