using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>Whether PgBouncer answers, and its version.</summary>
internal sealed class VersionTable : IConsoleTable
{
    internal const string Command = "SHOW VERSION";

    internal static readonly FamilySet Families = new(Command);

    /// <summary>The collector's: whether all commands have been answered.</summary>
    internal static readonly Family Up = Families.Gauge("pgbouncer_up", "1 when the admin console answered the last poll, else 0.");

    static readonly Family Version = Families.Info("pgbouncer_version_info", "PgBouncer's version; always 1.", "version");

    CachedText version = new();
    bool isThere;

    public void Describe(IReadOnlyList<string> columns)
    {
        if (columns.Count == 0)
            throw new InvalidDataException($"{Command} shows nothing");
    }

    public void Clear() => isThere = false;

    public void Add(ConsoleRow row)
    {
        version.Set(row.Text(0));
        isThere = true;
    }

    public void Emit(Samples samples)
    {
        if (isThere)
            samples.AddInfo(Version, version.Text);
    }
}
