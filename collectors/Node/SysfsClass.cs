using System.Buffers;
using System.Text;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// The devices of one directory of sysfs, in the order of their names. They are made when the directory is first read, and anew when a
/// device has come, gone or taken another's name; in between, a poll allocates nothing.
/// </summary>
/// <param name="create">Makes a device of a name; null for what is none.</param>
internal sealed class SysfsClass<T>(string path, Func<string, T?> create) where T : class
{
    readonly byte[] path = [.. Encoding.UTF8.GetBytes(path), 0];
    readonly ArrayBufferWriter<byte> entries = new();
    readonly List<T> devices = [];
    byte[] known = [];

    /// <summary>How often the devices were made.</summary>
    internal int Generation { get; private set; }

    /// <summary>Lists the devices: none where the machine has no such directory, which is no fault.</summary>
    internal List<T> Read(Samples samples)
    {
        entries.ResetWrittenCount();
        var error = ProcDirectory.Read(path, entries);
        if (error != 0 && Errno.ReasonOf(error) is not Reason.NotFound and var reason)
            samples.Unavailable(reason, $"{Encoding.UTF8.GetString(path.AsSpan(0, path.Length - 1))}: error {error}");
        if (!entries.WrittenSpan.SequenceEqual(known))
            Discover();
        return devices;
    }

    void Discover()
    {
        Generation++;
        known = entries.WrittenSpan.ToArray();
        var names = new List<string>();
        var walk = new DirectoryEntries(known);
        while (walk.Next())
        {
            // A device is a directory or a link to one.
            if (!walk.IsFile)
                names.Add(Encoding.UTF8.GetString(walk.Name));
        }

        names.Sort(StringComparer.Ordinal);
        devices.Clear();
        foreach (var name in names)
        {
            if (create(name) is { } device)
                devices.Add(device);
        }
    }
}
