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
    public async Task Roles_applications_and_relations_may_have_such_names_too()
    {
        // 63 bytes, the longest there is, and one of three bytes each.
        var (longest, odd) = (new string('界', 21), "a\"b\\c\nd'e");
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync($"""CREATE ROLE "{longest}" LOGIN SUPERUSER; CREATE ROLE {Quote(odd)} LOGIN SUPERUSER; CREATE SCHEMA {Quote(odd)}; CREATE TABLE {Quote(odd)}."{longest}" (a int)""");
        await using var first = await server.ConnectAsync(longest);
        await RunAsync(first, $"SELECT count(*) FROM {Quote(odd)}.\"{longest}\"");
        await using var second = await server.ConnectAsync(odd);
        await RunAsync(second, $"SET application_name = {Literal(odd)}");
        await using var import = await second.BeginTextImportAsync($"COPY {Quote(odd)}.\"{longest}\" FROM STDIN");
        await using var polls = new PostgresPolls(server);
        var (poll, statements) = (await polls.PollAsync(), await polls.PollAsync("postgres.statements"));

        const string Escaped = "a\\\"b\\\\c\\nd'e";
        Assert.That(poll.Missing.Concat(statements.Missing), Is.Empty);
        Assert.That((poll[$"pg_stat_activity_user_count{{usename=\"{longest}\"}}"], poll[$"pg_stat_activity_user_count{{usename=\"{Escaped}\"}}"]), Is.EqualTo((1.0, 1.0)));
        Assert.That((poll[$"pg_roles_connection_limit{{rolname=\"{longest}\"}}"], poll[$"pg_roles_connection_limit{{rolname=\"{Escaped}\"}}"]), Is.EqualTo((-1.0, -1.0)));
        // The server itself writes what is not ASCII in an application_name as question marks, or as numbers; control characters too.
        Assert.That(poll.Lines("pg_stat_activity_application_count{application_name=\"a\\\"b\\\\c").Single(), Does.EndWith("d'e\"} 1"));
        Assert.That(poll.Has("pg_stat_progress_sessions"), Is.EqualTo(major >= 14));
        Assert.That(poll.Lines($"pg_stat_progress_sessions{{command=\"copy\",datname=\"postgres\",relname=\"{Escaped}.{longest}\"").Count(), Is.EqualTo(major < 14 ? 0 : 1));
        Assert.That(statements.Lines($"pg_stat_statements_calls_total{{user=\"{longest}\",datname=\"postgres\""), Is.Not.Empty);
    }

    [Test]
    public async Task Roles_whose_names_are_not_utf8_are_shown_as_well_as_can_be()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database raw encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
        await server.ExecuteAsync("do $$ begin execute format('create role %I login superuser', convert_from('\\x726f6cff65', 'SQL_ASCII')); end $$", "raw");
        await server.ExecuteAsync("do $$ begin execute format('set role %I', convert_from('\\x726f6cff65', 'SQL_ASCII')); end $$; select 1", "raw");

        foreach (var database in new[] { "postgres", "raw" })
        {
            await using var polls = new PostgresPolls(new Config.PostgresTarget { Dsn = server.Dsn(database: database) });
            var poll = await polls.PollAsync();
            Assert.That((poll.Up, poll.Missing), Is.EqualTo((1.0, Array.Empty<object>())), database);
            Assert.That(poll["pg_roles_connection_limit{rolname=\"rol\uFFFDe\"}"], Is.EqualTo(-1), database);
        }

        await using var statements = new PostgresPolls(server);
        Assert.That((await statements.PollAsync("postgres.statements")).Lines("pg_stat_statements_calls_total{user=\"rol\uFFFDe\",datname=\"raw\""), Is.Not.Empty);
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

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    static async Task RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
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
