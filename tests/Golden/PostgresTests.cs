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
        Assert.That(cluster.Missing.Concat(statements.Missing), Is.Empty);
        Assert.That(cluster.Duplicates, Is.Zero);
        Golden.Check($"Postgres.{major}", Mask(cluster.Text + statements.Text));
    }

    [TestCaseSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
    public async Task A_walk_over_a_small_database_is_as_reviewed(int major)
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("""
            create table orders (id serial primary key, note text);
            insert into orders (note) select repeat('x', 200) from generate_series(1, 1000);
            create index orders_note on orders (note);
            create table customers (id int primary key);
            """);
        await server.ExecuteAsync("vacuum analyze orders");
        await using var polls = new PostgresPolls(server, config: new() { Enable = ["bloat"], Databases = new() { Top = 1 } });

        var walk = await polls.PollAsync("postgres.databases");
        Assert.That(walk.Missing, Is.Empty);
        Assert.That(walk.Duplicates, Is.Zero);
        Golden.Check($"PostgresDatabases.{major}", Mask(OldTable().Replace(walk.Text, "")));
    }

    static string Mask(string text)
    {
        text = Value().Replace(Occasional().Replace(text, ""), " N");
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

    /// <summary>Which of the server's own tables are the oldest is up to its version.</summary>
    [GeneratedRegex("^pg_table_oldest_.*\n", RegexOptions.Multiline)]
    private static partial Regex OldTable();

    [GeneratedRegex(@"(?<=^[^#].*) \S+$", RegexOptions.Multiline)]
    private static partial Regex Value();

    [GeneratedRegex(@"\b(datid|queryid|query)=""(?!0""|other"")[^""]*""")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\b(version|short_version)=""[^""]*""")]
    private static partial Regex Version();
}
