namespace MetricsAgent.Commands;

/// <summary>Replaces a file so that readers see the old content or the new, never a part.</summary>
static class AtomicFile
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <param name="path">A link is followed; a device (<c>/dev/stdout</c>) is written to and stays what it is.</param>
    /// <exception cref="IOException">The directory is missing or full; the old file is untouched.</exception>
    internal static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var target = Path.GetFullPath(path);
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } link)
            target = link.FullName;
        if (Directory.Exists(target))
            throw new IOException("it is a directory");
        if (IsDevice(Path.GetFullPath(path)) || IsDevice(target))
        {
            await using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await device.WriteAsync(content, cancel);
            return;
        }

        // In the same directory, because only there a rename is atomic; with a dot and without .prom, so that nobody reads it.
        var temporary = Path.Join(Path.GetDirectoryName(target), $".{Path.GetFileName(target)}.{Environment.ProcessId}.tmp");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                File.SetUnixFileMode(file.SafeFileHandle, Mode);
                await file.WriteAsync(content, cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (IOException e) when (e.Message.Contains(temporary, StringComparison.Ordinal))
        {
            File.Delete(temporary);
            throw new IOException(e.Message[..e.Message.IndexOf(temporary, StringComparison.Ordinal)].TrimEnd('\'', ' ', ':'), e);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);
}
