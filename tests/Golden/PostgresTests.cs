using System.Text.RegularExpressions;
using MetricsAgent.Tests.Integration;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Golden;

/// <summary>Everything that a fresh server of each version exposes; numbers and texts that differ from run to run are masked.</summary>
internal sealed partial class PostgresTests
{
    [TestCaseSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
    public async Task A_scrape_of_a_fresh_server_is_as_reviewed(int major)
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: new() { Statements = new() { Top = 1, TextLength = 20 } });

        var (cluster, statements) = (await polls.PollAsync(), await polls.PollAsync("postgres.statements"));
        var active = await polls.PollAsync("postgres.active_sessions");
        Assert.That(cluster.Missing.Concat(statements.Missing).Concat(active.Missing), Is.Empty);
        Assert.That(cluster.Duplicates, Is.Zero);
        Golden.Check($"Postgres.{major}", Mask(cluster.Text + active.Text + statements.Text));
    }

    static string Mask(string text)
    {
        text = Value().Replace(Occasional().Replace(Setting().Replace(text, ""), ""), " N");
        text = Identifier().Replace(text, "$1=\"…\"");
        return Sorted(Version().Replace(text, "$1=\"…\""));
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

    /// <summary>Which settings there are, besides those that are declared, depends on how the server was built.</summary>
    [GeneratedRegex("^# HELP pg_settings_\\w+ The setting .*\n# TYPE .*\n.*\n", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"(?<=^[^#].*) \S+$", RegexOptions.Multiline)]
    private static partial Regex Value();

    [GeneratedRegex(@"\b(datid|queryid|query)=""(?!0""|other"")[^""]*""")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\b(version|short_version)=""[^""]*""")]
    private static partial Regex Version();
}
