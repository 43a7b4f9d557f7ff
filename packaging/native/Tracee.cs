using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MetricsAgent.Packaging.Native;

/// <summary>All threads of another process, as a debugger has them: ptrace(2). Every call has to come from one thread.</summary>
internal sealed partial class Tracee
{
    const int Cont = 7, GetRegisters = 12, SetRegisters = 13, Seize = 0x4206, Interrupt = 0x4207, TraceClone = 8;
    const int AnyThread = 0x40000000, DoNotWait = 1, Stopped = 0x7f, Trap = 5, Urgent = 23;
    // Of struct user_regs_struct, in eight bytes each.
    const int Registers = 27, InstructionPointer = 16;

    readonly int process;
    readonly List<int> threads;
    (int Thread, int Signal)? stopped;

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

    /// <summary>A thread that has come to a breakpoint; it goes on from there with the next call, after the caller has put back what was under it.</summary>
    /// <param name="isBreakpoint">Whether there is one at this address.</param>
    /// <param name="wait">Until something happens, which need not be that.</param>
    /// <returns>Its address, or null.</returns>
    public unsafe long? Next(Func<long, bool> isBreakpoint, bool wait)
    {
        if (stopped is var (before, pending))
            _ = Trace(Cont, before, 0, pending);
        stopped = null;
        var thread = Wait(-1, out var status, wait ? AnyThread : AnyThread | DoNotWait);
        if (thread <= 0 || (status & 0xff) != Stopped)
        {
            IsAlive &= thread != process;
            return null;
        }
        // A new thread, or something else that only the kernel tells of, is no signal to pass on; neither is the one that wakes.
        var signal = status >> 16 == 0 ? status >> 8 & 0xff : 0;
        stopped = (thread, signal == Urgent ? 0 : signal);
        if (signal != Trap)
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

    /// <summary>From any thread: <see cref="Next"/> has waited long enough.</summary>
    public void Wake() => _ = Kill(process, Urgent);

    static void Check(nint result)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(nint request, nint thread, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int Wait(int thread, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
