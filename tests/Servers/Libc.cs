using System.Runtime.InteropServices;

namespace MetricsAgent.Tests.Servers;

/// <summary>The signals that tests send, with Linux' numbers.</summary>
internal enum UnixSignal { Hup = 1, Int = 2, Quit = 3, Kill = 9, Term = 15, Cont = 18, Stop = 19 }

/// <summary>The two calls of the C library that .NET does not have.</summary>
internal static partial class Libc
{
    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    public static void Kill(int pid, UnixSignal signal)
    {
        const int noSuchProcess = 3;
        if (kill(pid, (int)signal) != 0 && Marshal.GetLastPInvokeError() is var error and not noSuchProcess)
            throw new InvalidOperationException($"kill({pid}, {signal}): {Marshal.GetPInvokeErrorMessage(error)}");
    }

    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (chown(path, user, group) != 0)
            throw new InvalidOperationException($"chown {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint user, uint group);
}
