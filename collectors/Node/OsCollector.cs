using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Which distribution the machine runs, from <c>/etc/os-release</c> or <c>/usr/lib/os-release</c>.</summary>
internal sealed class OsCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/etc/os-release");

    static readonly Family Info = Families.Info(
        "node_os_info", "Names of the distribution and its version.",
        "build_id", "id", "id_like", "image_id", "image_version", "name", "pretty_name", "variant", "variant_id", "version", "version_codename", "version_id");

    static readonly Family Version = Families.Gauge("node_os_version", "Major and minor version of the distribution as a number.", "id", "id_like", "name");

    static readonly Family SupportEnd = Families.Gauge("node_os_support_end_timestamp_seconds", "When the distribution's support ends, in seconds since 1970.");

    readonly string[] paths = [files.Root("etc/os-release"), files.Root("usr/lib/os-release")];
    OsRelease release = new();
    string readFrom = "";
    DateTime written;

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var path in paths)
        {
            // The year 1601 is what a file has that is not there.
            var newest = File.GetLastWriteTimeUtc(path);
            if (newest.Year == 1601)
                continue;
            Refresh(path, newest);
            Emit(samples, release);
            break;
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, OsRelease os)
    {
        samples.AddInfo(
            Info, os["BUILD_ID"], os["ID"], os["ID_LIKE"], os["IMAGE_ID"], os["IMAGE_VERSION"], os["NAME"], os["PRETTY_NAME"],
            os["VARIANT"], os["VARIANT_ID"], os["VERSION"], os["VERSION_CODENAME"], os["VERSION_ID"]);
        if (os.Version is { } version)
            samples.Add(Version, version, os["ID"], os["ID_LIKE"], os["NAME"]);
        if (os.SupportEnd is { } end)
            samples.Add(SupportEnd, end.ToUnixTimeSeconds());
    }

    /// <summary>Only an upgrade writes the file anew.</summary>
    void Refresh(string path, DateTime newest)
    {
        if (path == readFrom && newest == written)
            return;
        if (!NodeFiles.TryReadOptional(path, out var file))
            return;
        using (file)
            release = OsRelease.Parse(file.Text);
        (readFrom, written) = (path, newest);
    }
}
