using System.Collections.ObjectModel;

namespace MetricsAgent.Config;

/// <summary>One server to connect to as libpq would.</summary>
public abstract class ServerTarget
{
    /// <summary>Names the target in the agent's own metrics and logs; needed when there is more than one.</summary>
    public string Name { get; set; } = "";

    /// <summary>libpq's URI (<c>postgresql://…</c>) or keyword form; empty means the <c>PG*</c> variables.</summary>
    [Secret]
    public string Dsn { get; set; } = "";

    /// <summary>File that holds the DSN.</summary>
    public string DsnFile { get; set; } = "";

    /// <summary>Instead of the DSN's.</summary>
    [Secret]
    public string Password { get; set; } = "";

    /// <summary>File that holds the password, read again at every connect.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Constant labels on every series of this target.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}
