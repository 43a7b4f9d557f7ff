using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Space and inodes of every mounted filesystem, from the mounts of process 1 and statfs(2). A mount that hangs is reported as
/// such on the first poll, and nothing else waits for it: see <see cref="StatfsWorkers"/>.
/// </summary>
/// <param name="patience">How long a poll waits for answers: a scrape may not, a command may.</param>
internal sealed class FilesystemCollector(NodeFiles files, StatfsCall statfs, TimeProvider clock, TimeSpan? patience = null) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/1/mountinfo, statfs(2)");

    /// <summary>Of a command that asks once, and has no second poll to put its first answer right.</summary>
    static readonly TimeSpan Once = TimeSpan.FromSeconds(1);

    static readonly string[] Labels = ["device", "mountpoint", "fstype", "device_error"];

    static readonly Family Size = Families.Gauge("node_filesystem_size_bytes", "Size of the filesystem in bytes.", Labels);

    static readonly Family Free = Families.Gauge("node_filesystem_free_bytes", "Free space in bytes, with what is reserved for root.", Labels);

    static readonly Family Available = Families.Gauge("node_filesystem_avail_bytes", "Free space in bytes that everybody may use.", Labels);

    static readonly Family Files = Families.Gauge("node_filesystem_files", "Inodes in all; 0 where the filesystem makes them as needed.", Labels);

    static readonly Family FilesFree = Families.Gauge("node_filesystem_files_free", "Free inodes.", Labels);

    static readonly Family ReadOnly = Families.Gauge("node_filesystem_readonly", "Whether it is mounted read-only, 0 or 1.", Labels);

    static readonly Family DeviceError = Families.Gauge("node_filesystem_device_error", "1 when the filesystem gives no sizes or does not answer at all; device_error says which.", Labels);

    static readonly Family MountInfo = Families.Info("node_filesystem_mount_info", "Numbers of the device behind a mount.", "device", "major", "minor", "mountpoint");

    static readonly Family Duration = Families.Gauge(
        "node_filesystem_stat_duration_seconds", "Time that the filesystem took to tell its sizes, in seconds; of one that does not answer, how long it has been waited for.",
        "device", "mountpoint", "fstype");

    readonly string mountsPath = files.Proc("1/mountinfo");
    readonly StatfsWorkers workers = new(statfs, clock, patience);
    readonly Exclusion mountPoints = new(files.Config.Filesystem.MountPointsExclude, files.Config.Filesystem.MountPointsInclude);
    readonly Exclusion types = new(files.Config.Filesystem.FsTypesExclude, files.Config.Filesystem.FsTypesInclude);
    readonly List<FilesystemReading> readings = [];
    List<Filesystem> filesystems = [];
    byte[]? lastMounts;

    internal static FilesystemCollector ForOnce(NodeFiles files, TimeProvider clock) =>
        new(files, Libc.Statfs, clock, files.Config.Timeout < Once ? files.Config.Timeout : Once);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (TryReadMounts(samples, out var file))
        {
            using (file)
                Update(file.Text, samples);
            workers.Ask(filesystems, readings);
            Emit(samples, readings);
            Report(samples);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, List<FilesystemReading> readings)
    {
        foreach (var (filesystem, statfs, duration) in readings)
        {
            var mount = filesystem.Mount;
            samples.Add(Duration, duration.TotalSeconds, mount.Device, filesystem.MountPoint, mount.Type);
            ReadOnlySpan<string> labels = [mount.Device, filesystem.MountPoint, mount.Type, statfs.Error];
            samples.Add(DeviceError, statfs.Error.Length > 0 ? 1 : 0, labels);
            samples.Add(ReadOnly, mount.IsReadOnly ? 1 : 0, labels);
            if (statfs.Error.Length > 0)
                continue;

            samples.Add(Size, statfs.Size, labels);
            samples.Add(Free, statfs.Free, labels);
            samples.Add(Available, statfs.Available, labels);
            samples.Add(Files, statfs.Files, labels);
            samples.Add(FilesFree, statfs.FilesFree, labels);
            samples.AddInfo(MountInfo, mount.Device, mount.Major, mount.Minor, filesystem.MountPoint);
        }
    }

    /// <summary>Process 1 has the machine's mounts. Where it is hidden (hidepid), the agent's own are the next best.</summary>
    bool TryReadMounts(Samples samples, out PseudoFile file) =>
        NodeFiles.TryReadOptional(mountsPath, out file) || files.TryReadProc("self/mountinfo", samples, out file);

    /// <summary>Mounts hardly ever change: the same text is not parsed again, unless there is something to report.</summary>
    void Update(ReadOnlySpan<byte> mountinfo, Samples samples)
    {
        if (lastMounts is not null && mountinfo.SequenceEqual(lastMounts))
            return;

        var known = filesystems.ToDictionary(filesystem => filesystem.Key);
        var allGood = MountTable.Parse(mountinfo, samples, out var mounts);
        var withOverlayRoot = files.Config.Filesystem.FsTypesExclude == FilesystemConfig.DefaultFsTypesExclude;
        filesystems = Filesystem.Choose(mounts, files.Config.Rootfs, mountPoints, types, withOverlayRoot);
        for (var i = 0; i < filesystems.Count; i++)
        {
            if (known.TryGetValue(filesystems[i].Key, out var before))
                filesystems[i] = filesystems[i].Continue(before);
        }

        lastMounts = allGood ? mountinfo.ToArray() : null;
    }

    /// <summary>One line for the log: the metrics have the rest.</summary>
    void Report(Samples samples)
    {
        var unasked = filesystems.Count - readings.Count;
        var failed = readings.FindIndex(static reading => reading.Statfs.Error.Length > 0);
        if (failed >= 0)
            samples.Unavailable("statfs", Reason.Error, $"{readings[failed].Filesystem.MountPoint}: {readings[failed].Statfs.Error}");
        else if (unasked > 0)
            samples.Unavailable("statfs", Reason.Timeout, $"{unasked} filesystems could not be asked in time");
    }
}
