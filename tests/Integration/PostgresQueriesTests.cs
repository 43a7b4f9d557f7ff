using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>SQL of the configuration on real servers.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresQueriesTests(int major)
{
    PostgresServer server = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
    }

    [OneTimeTearDown]
    public async Task StopServer() => await server.DisposeAsync();

    [Test]
    public async Task Values_of_all_types_are_numbers_in_base_units()
    {
        var poll = await RunAsync("""
            sql: |
              select 'a' || chr(10) || '"b' as name, true as on, null::text as empty, 1::smallint as small, 9007199254740993 as big, 0.1::numeric as exact, 1e300::float8 as real,
                     false as no, true as yes, null::int as nothing, 'NaN'::float8 as nan, '-Infinity'::float8 as less, ' 7 '::text as word,
                     timestamptz '2026-01-01 12:00:00.5+02' as moment, timestamp '2026-01-01' as local, date '2026-01-01' as day, timestamptz 'infinity' as never,
                     interval '-1 day 00:01:30.5' as time, interval '1 year 2 mons' as age, 'failed'::text as state, '1h0m1.5s' as took, pg_catalog.pg_size_bytes('1 kB') as size
            labels: [name, on, empty]
            values: {small: {}, big: {}, exact: {}, real: {}, no: {}, yes: {}, nothing: {}, nan: {}, less: {}, word: {}, moment: {}, local: {}, day: {}, never: {},
              time: {}, age: {}, state: {mapping: {ok: 1, failed: 0.5}}, took: {type: duration}, size: {type: counter, metric: shop_size_bytes_total, help: Bytes.}}
            """);

        Assert.That(poll.Missing, Is.Empty);
        void Check(string name, double expected) => Assert.That(poll[$$"""{{name}}{name="a\n\"b",on="true",empty=""}"""], Is.EqualTo(expected), name);
        Check("q_small", 1);
        Check("q_big", 9007199254740992);
        Check("q_exact", 0.1);
        Check("q_real", 1e300);
        Check("q_no", 0);
        Check("q_yes", 1);
        Check("q_word", 7);
        Check("q_moment", 1767261600.5);
        Check("q_local", 1767225600);
        Check("q_day", 1767225600);
        Check("q_time", -86400 + 90.5);
        Check("q_age", (365.25 + 60) * 86400);
        Check("q_state", 0.5);
        Check("q_took", 3601500);
        Check("shop_size_bytes_total", 1024);
        Assert.That(poll.Text, Does.Contain("\nq_less{name=\"a\\n\\\"b\",on=\"true\",empty=\"\"} -Inf\n").And.Match("q_never.* \\+Inf\n"));
        Assert.That(poll.Text, Does.Not.Contain("q_nothing").And.Match("q_nan.* NaN\n"));
        Assert.That(poll.Text, Does.Contain("# HELP shop_size_bytes_total Bytes.\n# TYPE shop_size_bytes_total counter\n"));
    }

    [Test]
    public async Task A_column_that_is_missing_or_no_number_is_named_and_the_others_go_on()
    {
        var poll = await RunAsync("""
            sql: select n, case n when 2 then 'two' else n::text end as text from generate_series(1, 3) n
            labels: [n]
            values: {text: {}, gone: {}}
            """);

        Assert.That(poll.Missing.Select(entry => (entry.Part, entry.Reason, entry.Detail)), Is.EquivalentTo(new[]
        {
            ("text", Reason.Malformed, "column text: 'two' is no number"),
            ("gone", Reason.NotFound, "column gone: the result has no such column"),
        }));
        Assert.That(poll.Lines("q_text{"), Is.EqualTo(["q_text{n=\"1\"} 1", "q_text{n=\"3\"} 3"]));
    }

    [Test]
    public async Task A_text_that_a_mapping_does_not_have_is_named_with_those_that_it_has()
    {
        var poll = await RunAsync("{sql: \"select 'paused' as state\", values: {state: {mapping: {ok: 1, failed: 0}}}}");
        Assert.That(poll.Detail, Is.EqualTo("column state: 'paused' is not in the mapping, which has 'ok', 'failed'"));
    }

    [Test]
    public async Task A_query_without_any_value_has_failed()
    {
        await Check("{sql: select 1 as n, values: {v: {}}}", "column v: the result has no such column");
        await Check("{sql: \"select 'paused' as state\", values: {state: {mapping: {ok: 1}}}}", "column state: 'paused' is not in the mapping, which has 'ok'");
        await Check("{sql: \"select 'x' as a\", values: {a: {}, b: {}}}", "column a: 'x' is no number; column b: the result has no such column");
        await Check("{sql: \"select 'NaN'::float8 as a\", values: {a: {type: counter}}}", "column a: NaN is no value of a counter");
        await Check("{sql: select 1 as n, labels: [channel], values: {n: {}}}", "column channel: the result has no such column");
        Assert.That((await RunAsync("{sql: select null::int as n, values: {n: {}}}")).Missing, Is.Empty, "NULL is no fault");

        async Task Check(string query, string detail)
        {
            var poll = await RunAsync(query);
            Assert.That((poll.Reason, poll.Missing.Count, poll.Detail, poll.Text), Is.EqualTo(((Reason?)Reason.Malformed, 1, detail, "")));
        }
    }

    [Test]
    public async Task Not_a_number_is_exposed_as_such_unless_it_would_be_a_count()
    {
        var poll = await RunAsync("{sql: \"select 'NaN'::numeric a, 'NaN'::float8 b, 'Infinity'::float8 c, 'NaN'::float8 d\", values: {a: {}, b: {}, c: {}, d: {type: counter}}}");
        Assert.That(poll.Lines("q_"), Is.EqualTo(["q_a NaN", "q_b NaN", "q_c +Inf"]));
        Assert.That(poll.Missing.Select(entry => (entry.Part, entry.Detail)), Is.EqualTo(new[] { ("d", "column d: NaN is no value of a counter") }));
    }

    [Test]
    public async Task Without_a_column_for_a_label_there_are_no_series()
    {
        var poll = await RunAsync("{sql: select 1 as n, labels: [channel], values: {n: {}}}");
        Assert.That(poll.Missing.Select(entry => entry.Detail), Is.EqualTo(["column channel: the result has no such column"]));
        Assert.That(poll.Text, Is.Empty);
    }

    [Test]
    public async Task Rows_with_the_same_labels_are_one_series_and_it_is_said()
    {
        var poll = await RunAsync("{sql: 'select 1 as n from generate_series(1, 3)', values: {n: {}}}");
        Assert.That(poll.Lines("q_n"), Is.EqualTo(["q_n 1"]));
        Assert.That(poll.Missing.Single().Detail, Does.StartWith("2 series are left out, because other rows have the same labels"));
    }

    [Test]
    public async Task No_more_series_are_kept_than_max_series()
    {
        var poll = await RunAsync("{sql: 'select n, n as value from generate_series(1, 100000) n', labels: [n], max_series: 10, values: {value: {}}}");
        Assert.That(poll.Lines("q_value{").Count(), Is.EqualTo(10));
        Assert.That(poll.Dropped, Is.EqualTo(99_990), "the loop says so then");

        var two = await RunAsync("{sql: 'select n, n as value, nullif(n % 2, 0) as odd from generate_series(1, 1000) n', labels: [n], max_series: 10, values: {value: {}, odd: {}}}");
        Assert.That(two.Dropped, Is.EqualTo(1500 - 10));
        var sparse = await RunAsync("{sql: 'select n, nullif(n % 100, 1) + n as value from generate_series(1, 100000) n where n % 100 = 1 or n > 99990', labels: [n], max_series: 10, values: {value: {}}}");
        Assert.That((sparse.Lines("q_value{").Count(), sparse.Dropped), Is.EqualTo((10, 0L)), "a row without a number is no series");
    }

    [Test]
    public async Task Histograms_are_arrays_and_those_that_are_none_are_left_out()
    {
        var poll = await RunAsync("""
            sql: |
              select * from (values
                ('a', array[0.1, 1, 'Infinity'::float8], array[1, 5, 7]::bigint[], 12.5, 7),
                ('b', array[0.1, 1], null, 1, 1),
                ('c', array[1, 0.1], array[1, 5], 1, 5)) v(name, seconds, seconds_bucket, seconds_sum, seconds_count)
            labels: [name]
            values: {seconds: {type: histogram, help: Latency.}}
            """);

        Assert.That(poll.Lines("q_seconds"), Is.EqualTo((string[])
            ["q_seconds_bucket{name=\"a\",le=\"0.1\"} 1", "q_seconds_bucket{name=\"a\",le=\"1\"} 5", "q_seconds_bucket{name=\"a\",le=\"+Inf\"} 7", "q_seconds_sum{name=\"a\"} 12.5", "q_seconds_count{name=\"a\"} 7"]));
        Assert.That(poll.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(new[] { ("seconds", Reason.Malformed) }));
    }

    [Test]
    public async Task A_query_for_other_versions_is_left_alone_and_it_is_said()
    {
        var newer = await RunAsync($"{{sql: select nonsense, min_version: {major + 1}, values: {{n: {{}}}}}}");
        var older = await RunAsync($"{{sql: select nonsense, runonserver: '<{major}.0.0', values: {{n: {{}}}}}}");
        var own = await RunAsync($"{{sql: select 1 as n, min_version: {major}, max_version: {major}, runonserver: '>={major}.0.0', values: {{n: {{}}}}}}");
        Assert.That((newer.Text + older.Text, newer.Reason, older.Reason, own["q_n"]), Is.EqualTo(("", (Reason?)Reason.Unsupported, (Reason?)Reason.Unsupported, 1.0)));
        Assert.That(newer.Detail, Is.EqualTo($"not for PostgreSQL {major} (min_version {major + 1})"));
        Assert.That(older.Detail, Is.EqualTo($"not for PostgreSQL {major} (runonserver <{major}.0.0)"));
    }

    [Test]
    public async Task Wrong_sql_is_explained_and_recovers_by_itself()
    {
        await using var polls = Polls("{sql: \"select 1 as n,\\n  count(*) as late from later\", values: {n: {}, late: {}}}");
        var wrong = await polls.PollAsync("postgres.queries");
        Assert.That((wrong.Reason, wrong.Text), Is.EqualTo((Reason.Error, "")));
        Assert.That(wrong.Detail, Is.EqualTo("42P01: relation \"later\" does not exist (line 2 of the SQL, column 25)"));

        var again = await polls.PollAsync("postgres.queries");
        Assert.That((again.Reason, again.Detail), Is.EqualTo((wrong.Reason, wrong.Detail)));
        Assert.That((await server.LogAsync()).Split("relation \"later\" does not exist"), Has.Length.EqualTo(2), "it is not tried again at once");

        await server.ExecuteAsync("create table later (); grant select on later to watcher");
        Assert.That((await polls.PollUntilAsync(poll => poll.Reason is null, "postgres.queries"))["q_late"], Is.Zero);
    }

    [Test]
    public async Task What_takes_too_long_is_ended_and_what_writes_is_refused()
    {
        var slow = await RunAsync("{sql: select 1 as n from pg_sleep(30), timeout: 300ms, values: {n: {}}}");
        Assert.That((slow.Reason, slow.Detail), Is.EqualTo((Reason.Timeout, "57014: canceling statement due to statement timeout")));
        Assert.That(slow.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));

        await server.ExecuteAsync("create table if not exists written (id int); grant all on written to public");
        var writing = await RunAsync("{sql: \"with made as (insert into written select 1 returning 1) select 1 as n from made\", values: {n: {}}}");
        Assert.That(writing.Detail, Does.StartWith("25006: "));
    }

    [Test]
    public async Task Queries_share_a_connection_that_is_not_the_first_and_does_not_stay()
    {
        var query = "sql: select pg_backend_pid() as pid, values: {pid: {}}";
        await using var polls = new PostgresPolls(server, "watcher", Load($"[{{name: a, {query}}}, {{name: b, {query}}}]"));
        await polls.PollAsync();
        var (a, b) = (await polls.PollAsync("postgres.queries[a]"), await polls.PollAsync("postgres.queries[b]"));
        Assert.That(a["a_pid"], Is.EqualTo(b["b_pid"]));

        const string Count = "select count(*)::int from pg_stat_activity where usename = 'watcher'";
        Assert.That(await server.ScalarAsync<int>(Count), Is.EqualTo(2));
        Assert.That(() => server.ScalarAsync<int>(Count), Is.EqualTo(1).After(10_000, 100), "the first stays");
    }

    [Test]
    public async Task A_query_waits_for_a_slow_one_and_names_it_when_it_waits_in_vain()
    {
        await using var polls = Queries("""
            - {name: slow, sql: select 1 as n from pg_sleep(3), timeout: 30s, values: {n: {}}}
            - {name: quick, sql: select 2 as n, values: {n: {}}}
            - {name: other, sql: "select count(*) as n from pg_stat_activity where usename = 'watcher'", values: {n: {}}}
            """);
        var slow = polls.PollAsync("postgres.queries[slow]");
        var impatient = await polls.PollAsync("postgres.queries[quick]", TimeSpan.FromSeconds(1));
        Assert.That(impatient.Reason, Is.EqualTo(Reason.Timeout));
        Assert.That(impatient.Detail, Does.Match(@"^waits for the query 'slow', which has run for [0-9.]+ s; its timeout is 30 s$"));

        var (quick, other) = (polls.PollAsync("postgres.queries[quick]"), polls.PollAsync("postgres.queries[other]"));
        Assert.That(((await slow)["slow_n"], (await quick)["quick_n"], (await other)["other_n"]), Is.EqualTo((1.0, 2.0, 1.0)));
    }

    [Test]
    public async Task A_query_that_was_given_up_is_not_in_the_way_of_the_next()
    {
        await using var polls = Queries("""
            - {name: slow, sql: select 1 as n from pg_sleep(30), timeout: 30s, values: {n: {}}}
            - {name: quick, sql: select 2 as n, values: {n: {}}}
            """);
        for (var time = 0; time < 3; time++)
        {
            var slow = polls.PollAsync("postgres.queries[slow]", TimeSpan.FromSeconds(1));
            var quick = await polls.PollAsync("postgres.queries[quick]");
            Assert.That((quick["quick_n"], quick.Detail), Is.EqualTo((2.0, "")));
            Assert.That((await slow).Detail, Does.EndWith(": no answer before the deadline"));
        }
    }

    [Test]
    public async Task A_connection_that_was_ended_between_two_polls_is_opened_again()
    {
        await using var polls = Polls("{sql: select 1 as n, values: {n: {}}}");
        await polls.PollAsync("postgres.queries");
        await server.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'watcher'");
        Assert.That((await polls.PollAsync("postgres.queries"))["q_n"], Is.EqualTo(1));
    }

    [Test]
    public async Task Tables_are_found_where_the_role_finds_them()
    {
        await server.ExecuteAsync("""
            create schema "my, shop"; create table "my, shop".things as select 5 as n; grant usage on schema "my, shop" to watcher; grant select on "my, shop".things to watcher;
            alter role watcher set search_path = "my, shop", public
            """);
        var poll = await RunAsync("{sql: select n from things, values: {n: {}}}");
        await server.ExecuteAsync("alter role watcher reset search_path");
        Assert.That((poll["q_n"], poll.Detail), Is.EqualTo((5.0, "")));
    }

    [Test]
    public async Task Every_database_that_matches_is_asked_and_one_that_fails_takes_nothing_along()
    {
        foreach (var database in (string[])["shop_a", "shop_b", "shop_c", "other"])
            await server.ExecuteAsync($"create database {database}");
        await server.ExecuteAsync("create table items as select 1 as n; grant select on items to watcher", "shop_a");
        await server.ExecuteAsync("create table items as select n from generate_series(1, 2) n; grant select on items to watcher", "shop_b");
        var poll = await RunAsync("{sql: select count(*) as items from items, scope: database, databases: ^shop_, values: {items: {}}}");

        Assert.That(poll.Lines("q_items{"), Is.EqualTo(["q_items{datname=\"shop_a\"} 1", "q_items{datname=\"shop_b\"} 2"]));
        Assert.That(poll.Missing.Select(entry => (entry.Part, entry.Reason, entry.Detail.Split(" (")[0])), Is.EqualTo(new[]
        {
            ("databases", Reason.Error, "1 of 3 databases, the first: shop_c: 42P01: relation \"items\" does not exist"),
        }));
    }

    [Test]
    public async Task A_target_behind_pgbouncer_answers_too()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "watcher");
        var config = Load("[{name: q, sql: \"select current_setting('statement_timeout') = '7s' as mine\", timeout: 7s, values: {mine: {}}}]");
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = bouncer.Dsn("watcher") }, config);
        for (var poll = 0; poll < 2; poll++)
            Assert.That((await polls.PollAsync("postgres.queries"))["q_mine"], Is.EqualTo(1));
        await using var other = await bouncer.ConnectAsync("watcher");
        await using var command = new Npgsql.NpgsqlCommand("show statement_timeout", other);
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("0"), "it leaves nothing behind");
    }

    async Task<PollResult> RunAsync(string query)
    {
        await using var polls = Polls(query);
        return await polls.PollAsync("postgres.queries");
    }

    /// <param name="query">Without its name, which is <c>q</c>.</param>
    PostgresPolls Polls(string query) =>
        new(server, "watcher", Load(query[0] == '{' ? $"[{{name: q, {query[1..]}]" : $"\n- name: q\n  {query.ReplaceLineEndings("\n  ")}"));

    PostgresPolls Queries(string queries) => new(server, "watcher", Load($"\n{queries}"));

    static PostgresConfig Load(string queries)
    {
        var result = ConfigLoader.Load("agent.yaml", $"collectors:\n  postgres:\n    queries: {queries.ReplaceLineEndings("\n      ")}\n", _ => null);
        Assert.That(result.Errors, Is.Empty);
        return result.Config!.Collectors.Postgres;
    }
}
