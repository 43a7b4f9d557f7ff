using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.PgBouncer;

/// <summary>An answer, from its description to its series.</summary>
internal sealed class ConsoleQueryTests
{
    [Test]
    public void Columns_are_found_by_name_also_when_another_version_answers_on()
    {
        var table = PoolsTable.Create();
        ConsoleAnswers.Fill(table, ConsoleAnswers.Table(["database", "user", "cl_active"], ["a", "b", "1"]));
        Assert.That(Emitted.By(table.Emit), Is.EqualTo(new[] { "pgbouncer_pools_client_active_connections{database=\"a\",user=\"b\"} 1" }));

        ConsoleAnswers.Fill(table, ConsoleAnswers.Table(["new", "cl_waiting", "user", "database"], ["x", "2", "d", "c"]));
        Assert.That(Emitted.By(table.Emit), Is.EqualTo(new[] { "pgbouncer_pools_client_waiting_connections{database=\"c\",user=\"d\"} 2" }));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("1 ")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase(null)]
    public void What_is_no_number_is_absent(string? value)
    {
        var table = PoolsTable.Create();
        ConsoleAnswers.Fill(table, ConsoleAnswers.Table(["database", "user", "cl_active", "sv_idle"], ["a", "b", value, "7"]));
        Assert.That(Emitted.By(table.Emit), Is.EqualTo(new[] { "pgbouncer_pools_server_idle_connections{database=\"a\",user=\"b\"} 7" }));
    }

    [Test]
    public void More_rows_than_series_are_not_kept()
    {
        var table = PoolsTable.Create();
        var query = new ConsoleQuery("pools", PoolsTable.Command, table, maxRows: 2);
        query.Describe(Body(ConsoleAnswers.Description(["database", "cl_active"])));
        for (var i = 0; i < 5; i++)
            query.Add(Body(ConsoleAnswers.Row([$"db{i}", "1"])));
        Assert.That(Emitted.By(table.Emit), Has.Length.EqualTo(2));
    }

    [Test]
    public void An_answer_like_the_last_one_costs_no_memory()
    {
        var table = PoolsTable.Create();
        var query = new ConsoleQuery("pools", PoolsTable.Command, table, maxRows: 1000);
        var description = ConsoleAnswers.Description(["database", "user", "cl_active", "maxwait", "maxwait_us"])[5..];
        byte[][] rows = [.. Enumerable.Range(0, 500).Select(i => ConsoleAnswers.Row([$"database{i}", "user", "1", "2", "3"])[5..])];
        Read();
        Assert.That(Allocation.Of(Read), Is.Zero);

        void Read()
        {
            query.Describe(description);
            foreach (var row in rows)
                query.Add(row);
        }
    }

    [Test]
    public void A_row_that_does_not_fit_its_description_is_refused()
    {
        var query = new ConsoleQuery("pools", PoolsTable.Command, PoolsTable.Create(), maxRows: 2);
        Assert.That(() => query.Add(Body(ConsoleAnswers.Row(["a"]))), Throws.InstanceOf<InvalidDataException>());
        query.Describe(Body(ConsoleAnswers.Description(["database", "user"])));
        Assert.That(() => query.Add(Body(ConsoleAnswers.Row(["a"]))), Throws.InstanceOf<InvalidDataException>());
    }

    static ReadOnlySpan<byte> Body(byte[] message) => message.AsSpan(5);
}
