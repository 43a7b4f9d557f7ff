using System.Globalization;
using System.Runtime.InteropServices;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>
/// A FUSE filesystem whose server never reads a request, so everything that touches it hangs, as with a dead network filesystem.
/// Visible only to the thread that makes it and the threads which that one starts: other programs on the machine do not hang with us.
/// </summary>
internal sealed partial class HungMount : IDisposable
{
    const int NewMountNamespace = 0x20000;
    const ulong Private = 1 << 18;
    const ulong Recursive = 1 << 14;
    const int Detach = 2;

    readonly Microsoft.Win32.SafeHandles.SafeFileHandle server;

    internal HungMount()
    {
        Check(Unshare(NewMountNamespace), "unshare");
        Check(Mount("none", "/", null, Private | Recursive, null), "mount --make-rprivate");
        Path = Directory.CreateTempSubdirectory("metrics-agent-hung-").FullName;
        server = File.OpenHandle("/dev/fuse", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var options = string.Create(CultureInfo.InvariantCulture, $"fd={server.DangerousGetHandle()},rootmode=40000,user_id=0,group_id=0");
        Check(Mount("hung", Path, "fuse.hung", 0, options), "mount");
    }

    internal static bool IsPossible => Environment.IsPrivilegedProcess && File.Exists("/dev/fuse");

    internal string Path { get; }

    /// <summary>Whoever hangs gets an error when the server closes its end.</summary>
    public void Dispose()
    {
        server.Dispose();
        Unmount(Path, Detach);
        Directory.Delete(Path);
    }

    static void Check(int result, string call)
    {
        if (result != 0)
            throw new IOException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
