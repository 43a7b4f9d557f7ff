using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>Names that PostgreSQL takes, whatever they look like.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresNamesTests(int major)
{
    [Test]
    public async Task Names_with_quotes_newlines_and_many_bytes_are_escaped()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database \"a\"\"b\\c\nd'e\"");
        await server.ExecuteAsync($"create database \"{new string('ü', 31)}x\"");
        await using var polls = new PostgresPolls(server);
        var poll = await polls.PollAsync();

        Assert.That(poll.Up, Is.EqualTo(1));
        Assert.That(poll.Text, Does.Contain("datname=\"a\\\"b\\\\c\\nd'e\"").And.Contain($"datname=\"{new string('ü', 31)}x\""));
    }

    [Test]
    public async Task Names_that_are_not_utf8_are_shown_as_well_as_can_be()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database raw encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
        await server.ExecuteAsync("create database odd");
        await RenameAsync(server);

        foreach (var database in new[] { "postgres", "raw" })
        {
            await using var polls = new PostgresPolls(new Config.PostgresTarget { Dsn = server.Dsn(database: database) });
            var poll = await polls.PollAsync();
            Assert.That(poll.Up, Is.EqualTo(1), database);
            Assert.That(poll.Missing, Is.Empty, database);
            Assert.That(poll.Text, Does.Contain("pg_stat_database_numbackends{datid=").And.Contain("datname=\"bad\uFFFDname\""), database);
        }
    }

    /// <summary>Only from a database without an encoding can such a name be written.</summary>
    static async Task RenameAsync(PostgresServer server)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database: "raw"));
        await using var command = source.CreateCommand("""
            do $$ begin
              execute format('alter database odd rename to %I', convert_from('\x626164ff6e616d65', 'SQL_ASCII'));
            end $$
            """);
        await command.ExecuteNonQueryAsync();
    }
}
