using System.Runtime.InteropServices;

namespace MetricsAgent.Alerting.Journal;

/// <summary>That a file has another name is on the disk only when its directory is, which .NET cannot open.</summary>
static partial class DirectoryEntry
{
    const int CloseOnExec = 0x80000;

    /// <summary>As far as the file system lets us: one that cannot is no worse than before.</summary>
    internal static void Flush(string path)
    {
        var directory = Open(path, CloseOnExec);
        if (directory < 0)
            return;
        _ = Fsync(directory);
        _ = Close(directory);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
