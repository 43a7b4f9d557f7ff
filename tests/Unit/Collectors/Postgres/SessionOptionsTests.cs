using MetricsAgent.Collectors.Postgres;
using Npgsql;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

public sealed class SessionOptionsTests
{
    static readonly SessionOptions Options = new(TimeSpan.FromSeconds(2.5));

    [Test]
    public void They_are_the_same_at_connect_and_in_a_transaction()
    {
        Assert.That(Options.Startup, Is.EqualTo(
            "-c statement_timeout=2500 -c lock_timeout=100 -c idle_in_transaction_session_timeout=10000 -c search_path=pg_catalog -c jit=off -c default_transaction_read_only=on"));
        Assert.That(Options.Local, Is.EqualTo(
            "SET LOCAL statement_timeout = 2500; SET LOCAL lock_timeout = 100; SET LOCAL idle_in_transaction_session_timeout = 10000; SET LOCAL search_path = pg_catalog; SET LOCAL jit = off; SET LOCAL transaction_read_only = on"));
    }

    [Test]
    public void A_pooler_that_refuses_them_is_known_by_what_it_says()
    {
        Check("unsupported startup parameter: options", "08P01", true);
        Check("unsupported startup parameter in options: statement_timeout", "08P01", true);
        Check("unsupported startup parameter: extra_float_digits", "08P01", false);
        Check("unsupported startup parameter: options", "28000", false);

        static void Check(string message, string state, bool want) =>
            Assert.That(SessionOptions.AreRefused(new PostgresException(message, "FATAL", "FATAL", state)), Is.EqualTo(want), message);
    }
}
