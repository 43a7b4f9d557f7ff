using Microsoft.Win32.SafeHandles;

namespace MetricsAgent.Alerting.Journal;

/// <summary>
/// The facts on disk: appended, and on the disk before they count as kept. What a crash cuts off at its end is cut off for good, what is
/// damaged is left out. When it has grown much larger than what it says, it is written anew beside itself. Where the disk is full or
/// gone, the agent goes on without, and writes everything anew as soon as it can.
/// </summary>
internal sealed class AlertJournal : IDisposable
{
    internal const string FileName = "alerting.journal";
    const long WorthCompacting = 1 << 20;

    /// <summary>EWOULDBLOCK: another process has the lock.</summary>
    const int WouldBlock = 11;

    readonly string path;
    readonly Func<IEnumerable<Fact>> all;
    SafeFileHandle? file;
    long length;
    long compacted;

    AlertJournal(string path, Func<IEnumerable<Fact>> all) => (this.path, this.all) = (path, all);

    /// <summary>Whether all that was handed over is on the disk.</summary>
    internal bool IsKept => file is not null;

    /// <summary>Records that could not be read at the start.</summary>
    internal int Damaged { get; private set; }

    /// <param name="all">What a new journal begins with.</param>
    /// <param name="remember">Takes each fact that the file has, the oldest first.</param>
    /// <exception cref="JournalInUseException">Another agent uses the directory.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not ours.</exception>
    internal static AlertJournal Open(string directory, Func<IEnumerable<Fact>> all, Action<Fact> remember)
    {
        Directory.CreateDirectory(directory);
        var journal = new AlertJournal(Path.Join(directory, FileName), all);
        journal.file = OpenFile(journal.path, FileMode.OpenOrCreate);
        try
        {
            journal.Read(remember);
        }
        catch
        {
            journal.file.Dispose();
            throw;
        }

        return journal;
    }

    /// <exception cref="IOException">They are not on the disk; until <see cref="Compact"/> succeeds nothing is.</exception>
    internal void Append(IReadOnlyList<Fact> facts)
    {
        if (facts.Count == 0)
            return;
        if (file is null || (length > WorthCompacting && length > compacted * 4))
        {
            Compact();
            return;
        }

        byte[] lines = [.. facts.SelectMany(fact => JournalLine.Write(FactJson.Write(fact)))];
        try
        {
            RandomAccess.Write(file, lines, length);
            RandomAccess.FlushToDisk(file);
            length += lines.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What of it is there is not known.
            Close();
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Writes all that is known anew and puts it in the place of what there was.</summary>
    /// <exception cref="IOException">The old file is as it was, and nothing new is kept.</exception>
    internal void Compact()
    {
        var fresh = $"{path}.new";
        SafeFileHandle? handle = null;
        try
        {
            byte[] lines = [.. all().SelectMany(fact => JournalLine.Write(FactJson.Write(fact)))];
            handle = OpenFile(fresh, FileMode.Create);
            RandomAccess.Write(handle, lines, 0);
            RandomAccess.FlushToDisk(handle);
            File.Move(fresh, path, overwrite: true);
            DirectoryEntry.Flush(Path.GetDirectoryName(path)!);
            Close();
            (file, length, compacted) = (handle, lines.Length, lines.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            handle?.Dispose();
            Close();
            throw new IOException(e.Message, e);
        }
    }

    public void Dispose() => Close();

    void Read(Action<Fact> remember)
    {
        var bytes = new byte[RandomAccess.GetLength(file!)];
        for (var at = 0; at < bytes.Length;)
        {
            var read = RandomAccess.Read(file!, bytes.AsSpan(at), at);
            if (read == 0)
                throw new IOException("the journal was cut off while it was read");
            at += read;
        }

        ReadOnlySpan<byte> rest = bytes;
        while (JournalLine.TryRead(ref rest, out var json))
        {
            if (!json.IsEmpty && FactJson.Read(json) is { } fact)
                remember(fact);
            else
                Damaged++;
        }

        length = bytes.Length - rest.Length;
        compacted = length;
        if (!rest.IsEmpty)
            RandomAccess.SetLength(file!, length);
    }

    void Close()
    {
        file?.Dispose();
        file = null;
    }

    // Nobody else may write; on Linux that is an advisory lock, which ends with the process.
    static SafeFileHandle OpenFile(string path, FileMode mode)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new JournalInUseException(Path.GetDirectoryName(path)!);
        }

        File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return handle;
    }
}
