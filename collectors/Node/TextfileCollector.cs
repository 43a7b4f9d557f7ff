using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MetricsAgent.Config.Values;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Metrics that cron jobs and scripts leave in <c>*.prom</c> files of the configured directories, as they are.</summary>
/// <param name="isTaken">Whether the agent has a family of that name itself.</param>
internal sealed class TextfileCollector(NodeFiles files, TimeProvider clock, Func<string, FamilyKind, bool> isTaken) : ICollector
{
    internal static readonly FamilySet Families = new("*.prom files of `collectors.node.textfile.directories`, whose own families are exposed as they are");

    static readonly Family ModifiedAt = Families.Gauge("node_textfile_mtime_seconds", "When a file that was read without a fault was last written, in seconds since 1970.", "file");

    static readonly Family ScrapeError = Families.Gauge("node_textfile_scrape_error", "1 when a directory or a file could not be read, or not all of it; otherwise 0.");

    static readonly Family Stale = Families.Gauge("node_textfile_stale", "1 when a file is older than max_age, so that nothing of it is exposed; otherwise 0.", "file");

    const int MostBytes = 4 << 20;
    const int MegaBytes = MostBytes >> 20;

    readonly ForeignFamilies families = new(files.Config.MaxSeries, isTaken) { MakesHelps = true, LeavesOutWholeTexts = true };
    readonly TimeSpan maxAge = files.Config.Textfile.MaxAge;
    readonly List<string> paths = [];
    readonly List<string> stale = [];
    readonly List<(string Path, long Modified)> read = [];
    byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        families.Begin();
        paths.Clear();
        stale.Clear();
        read.Clear();
        foreach (var pattern in files.Config.Textfile.Directories)
        {
            foreach (var directory in PathGlob.Directories(pattern))
                List(directory);
        }

        var dropped = samples.DroppedOverBudget;
        ReadAll(samples, cancel);
        foreach (var (path, modified) in read)
        {
            if (!families.Faults.Concern(path))
                samples.Add(ModifiedAt, modified, path);
        }

        samples.Add(ScrapeError, families.Faults.Count > 0 || samples.DroppedOverBudget > dropped ? 1 : 0);
        families.Faults.Emit(samples);
        if (stale.Count > 0)
            samples.Unavailable("max_age", Reason.Timeout, $"left out, because not written for {Duration.Format(maxAge)}: {string.Join(", ", stale)}");
        return ValueTask.CompletedTask;
    }

    void List(string directory)
    {
        try
        {
            var found = Directory.GetFileSystemEntries(directory, "*.prom");
            Array.Sort(found, StringComparer.Ordinal);
            paths.AddRange(found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = e is DirectoryNotFoundException ? Reason.NotFound : e is UnauthorizedAccessException ? Reason.PermissionDenied : Reason.Error;
            families.Faults.Add("directories", reason, directory, e.Message);
        }
    }

    /// <summary>What is said about the files has its place, however many series are in them.</summary>
    void ReadAll(Samples samples, CancellationToken cancel)
    {
        var times = paths.Count + 1;
        var ages = maxAge > TimeSpan.Zero ? paths.Count : 0;
        families.Reserved = times + ages;
        foreach (var path in paths)
        {
            cancel.ThrowIfCancellationRequested();
            Read(path, samples);
        }

        samples.Reserved = times;
        families.Emit(samples);
        samples.Reserved = 0;
    }

    void Read(string path, Samples samples)
    {
        var error = Libc.ReadRegularFile([.. Encoding.UTF8.GetBytes(path), 0], MostBytes, ref buffer, out var length, out var modified);
        if (error != 0)
        {
            families.Faults.Add("files", Errno.ReasonOf(error), path, error switch
            {
                Errno.IsDirectory => "is no regular file",
                Errno.TooLarge => string.Create(CultureInfo.InvariantCulture, $"is larger than {MegaBytes} MiB"),
                _ => Marshal.GetPInvokeErrorMessage(error),
            });
            return;
        }

        var isStale = maxAge > TimeSpan.Zero && (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds - modified > maxAge.TotalSeconds;
        if (maxAge > TimeSpan.Zero)
            samples.Add(Stale, isStale ? 1 : 0, path);
        if (isStale)
            stale.Add(path);
        else
            families.Read(buffer.AsSpan(0, length), path);

        // Also of what is stale, so that alerts on the age of a file go on.
        read.Add((path, modified));
    }
}
