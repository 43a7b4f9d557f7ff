using System.Text.RegularExpressions;

namespace MetricsAgent.Tests.Golden;

/// <summary>
/// A scrape without what differs from run to run: values, numbers of processes and objects, texts. What is left is which families
/// there are, of which type, and with which labels.
/// </summary>
internal static partial class ScrapeMask
{
    internal static string Apply(string text)
    {
        text = Value().Replace(Occasional().Replace(Session().Replace(Setting().Replace(text, ""), ""), ""), " N");
        text = Identifier().Replace(text, "$1=\"…\"");
        return Sorted(Holder().Replace(Version().Replace(text, "$1=\"…\""), "{holder=\"…\",name=\"…\"}"));
    }

    /// <summary>The server gives rows in no particular order: sorted, within their family.</summary>
    static string Sorted(string text)
    {
        var (family, lines) = (0, new List<(int Family, string Line)>());
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            lines.Add((line[0] == '#' ? ++family : family, line));
        return string.Concat(from line in lines.OrderBy(line => line.Family).ThenBy(line => line.Line, StringComparer.Ordinal) select line.Line + '\n');
    }

    /// <summary>Which processes have done I/O of other kinds depends on how long the server has run.</summary>
    [GeneratedRegex("^pg_stat_io_.*(?<!backend_type=\"client backend\",object=\"relation\",context=\"normal\"}) \\S+\n", RegexOptions.Multiline)]
    private static partial Regex Occasional();

    /// <summary>Which sessions there have been, and which processes a version has, besides these.</summary>
    [GeneratedRegex("^pg_backend_(?!.*(application_name=\"metrics-agent\"|backend_type=\"(checkpointer|postmaster|ended)\")).*\n", RegexOptions.Multiline)]
    private static partial Regex Session();

    /// <summary>Which settings there are, besides those that are declared, depends on how the server was built.</summary>
    [GeneratedRegex("^# HELP pg_settings_\\w+ The setting .*\n# TYPE .*\n.*\n", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"(?<=^[^#].*) \S+$", RegexOptions.Multiline)]
    private static partial Regex Value();

    [GeneratedRegex(@"\b(datid|pid|queryid|query)=""(?!0""|other"")[^""]*""")]
    private static partial Regex Identifier();

    /// <summary>Who holds the oldest transaction is a matter of moments.</summary>
    [GeneratedRegex("(?<=^pg_xmin_horizon_holder_age){.*}", RegexOptions.Multiline)]
    private static partial Regex Holder();

    [GeneratedRegex(@"\b(version|short_version)=""[^""]*""")]
    private static partial Regex Version();
}
