using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MetricsAgent.Packaging.Native;

/// <summary>All threads of another process, as a debugger has them: ptrace(2). Every call has to come from one thread.</summary>
internal sealed partial class Tracee
{
    const int Cont = 7, GetRegisters = 12, SetRegisters = 13, Seize = 0x4206, Interrupt = 0x4207, TraceClone = 8;
    const int AnyThread = 0x40000000, DoNotWait = 1, Trap = 5;
    // Of struct user_regs_struct, in eight bytes each.
    const int Registers = 27, InstructionPointer = 16;

    readonly int process;
    readonly List<int> threads;

    Tracee(int process, List<int> threads) => (this.process, this.threads) = (process, threads);

    public bool IsAlive { get; private set; } = true;

    /// <summary>Every thread that there is now stands still afterwards.</summary>
    /// <exception cref="Win32Exception">The kernel does not allow it.</exception>
    public static Tracee Attach(int process)
    {
        var threads = Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task")).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).ToList();
        foreach (var thread in threads)
            Check(Trace(Seize, thread, 0, TraceClone));
        foreach (var thread in threads)
        {
            Check(Trace(Interrupt, thread, 0, 0));
            Check(Wait(thread, out _, AnyThread));
        }
        return new(process, threads);
    }

    public void Resume()
    {
        foreach (var thread in threads)
            Check(Trace(Cont, thread, 0, 0));
    }

    /// <summary>A thread that has come to a breakpoint; it goes on from there, after the caller has put back what was under it.</summary>
    /// <param name="isBreakpoint">Whether there is one at this address.</param>
    /// <returns>Its address, or null where nothing has happened.</returns>
    public unsafe long? Next(Func<long, bool> isBreakpoint)
    {
        Continue();
        var thread = Wait(-1, out var status, AnyThread | DoNotWait);
        if (thread <= 0)
            return null;
        var hasStopped = (status & 0xff) == 0x7f;
        if (!hasStopped)
        {
            IsAlive &= thread != process;
            return null;
        }
        var signal = status >> 8 & 0xff;
        // A new thread, or one that the kernel only tells of.
        var isEvent = status >> 16 != 0;
        stopped = (thread, isEvent || signal == 19 ? 0 : signal);
        if (signal != Trap || isEvent)
            return null;

        var registers = stackalloc long[Registers];
        Check(Trace(GetRegisters, thread, 0, (nint)registers));
        var address = registers[InstructionPointer] - 1;
        if (!isBreakpoint(address))
            return null;
        registers[InstructionPointer] = address;
        Check(Trace(SetRegisters, thread, 0, (nint)registers));
        stopped = (thread, 0);
        return address;
    }

    (int Thread, int Signal)? stopped;

    void Continue()
    {
        if (stopped is var (thread, signal))
            _ = Trace(Cont, thread, 0, signal);
        stopped = null;
    }

    static void Check(nint result)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(nint request, nint thread, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int Wait(int thread, out int status, int options);
}
