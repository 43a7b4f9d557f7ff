using MetricsAgent.Config;
using MetricsAgent.Tests.Contract;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The queries that users start from, <c>config/queries</c>, on the schema that they are for.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class ExampleQueriesTests(int major)
{
    const string Data = """
        insert into orders (channel, amount) values ('web', 10), ('web', 5.5), ('app', 1), (null, 2);
        insert into payments (order_id, provider, status, seconds) values
            (1, 'card', 'succeeded', 0.05), (2, 'card', 'failed', 0.7), (3, 'card', 'succeeded', 20), (4, 'bank', 'pending', null);
        insert into users (registered_at, verified_at, last_seen_at) values
            (now(), now(), now()), (date_trunc('day', now()) - interval '1 minute', null, now() - interval '2 days'), (now() - interval '90 days', now(), now() - interval '60 days');
        insert into ai_usage (service, purpose, tokens, cost_usd) values
            ('openai', 'completion', 500, 0.01), ('openai', 'completion', 250, 0.0055), ('openai', 'embedding', 1000, 0.0001);
        insert into security_events (kind, relation) values ('rls_violation', 'orders'), ('rls_violation', 'orders'), ('login_failed', 'users');
        grant select on orders, payments, users, ai_usage, security_events to watcher;
        """;

    static readonly string Folder = Path.Combine(Source.Root, "config", "queries");

    [Test]
    public async Task Every_example_gives_the_numbers_that_are_there()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
        await server.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(Folder, "schema.sql")));
        await server.ExecuteAsync(Data);
        var loaded = ConfigLoader.Load("agent.yaml", $"collectors: {{postgres: {{queries_files: ['{Folder}']}}}}", _ => null);
        Assert.That(loaded.Errors, Is.Empty);
        var config = loaded.Config!.Collectors.Postgres;
        await using var polls = new PostgresPolls(server, "watcher", config);

        var text = "";
        foreach (var query in config.Queries)
        {
            var poll = await polls.PollAsync($"postgres.queries[{query.Name}]");
            Assert.That(poll.Missing, Is.Empty, query.Name);
            text += string.Concat(poll.Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#' && !line.Contains("_timestamp_", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(line => line + '\n'));
        }

        Assert.That(text, Is.EqualTo("""
            ai_cost_usd_total{service="openai",purpose="completion"} 0.0155
            ai_cost_usd_total{service="openai",purpose="embedding"} 0.0001
            ai_requests_total{service="openai",purpose="completion"} 2
            ai_requests_total{service="openai",purpose="embedding"} 1
            ai_tokens_used_total{service="openai",purpose="completion"} 750
            ai_tokens_used_total{service="openai",purpose="embedding"} 1000
            orders_amount_total{channel="app"} 1
            orders_amount_total{channel="web"} 17.5
            orders_created_total{channel="app"} 1
            orders_created_total{channel="web"} 3
            payments_processed_total{provider="bank",status="pending"} 1
            payments_processed_total{provider="card",status="failed"} 1
            payments_processed_total{provider="card",status="succeeded"} 2
            payment_processing_duration_seconds_bucket{provider="card",le="+Inf"} 3
            payment_processing_duration_seconds_bucket{provider="card",le="0.1"} 1
            payment_processing_duration_seconds_bucket{provider="card",le="0.5"} 1
            payment_processing_duration_seconds_bucket{provider="card",le="1"} 2
            payment_processing_duration_seconds_bucket{provider="card",le="10"} 2
            payment_processing_duration_seconds_bucket{provider="card",le="2.5"} 2
            payment_processing_duration_seconds_bucket{provider="card",le="5"} 2
            payment_processing_duration_seconds_count{provider="card"} 3
            payment_processing_duration_seconds_sum{provider="card"} 20.75
            rls_violations_total{relation="orders"} 2
            users_registered_total 3
            users_verified_total 2
            users_daily_active 1
            users_monthly_active 2
            users_today_registrations 1
            users_today_registrations_yesterday 1

            """));
    }
}
