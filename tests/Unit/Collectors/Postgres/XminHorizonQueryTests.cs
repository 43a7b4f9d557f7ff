using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Core;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Who is named as the one that holds the horizon.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class XminHorizonQueryTests
{
    readonly BoundedNames names = new(2);

    [Test]
    public void Only_the_oldest_of_all_kinds_is_named()
    {
        var lines = Emitted(new("session", 3, "web"), new("prepared_transaction", 70, "order-4711"), new("slot", 0, ""), new("standby", 2, "heir"));

        Assert.That(lines, Is.EquivalentTo(new[]
        {
            "pg_xmin_horizon_age{holder=\"session\"} 3",
            "pg_xmin_horizon_age{holder=\"prepared_transaction\"} 70",
            "pg_xmin_horizon_age{holder=\"slot\"} 0",
            "pg_xmin_horizon_age{holder=\"standby\"} 2",
            "pg_xmin_horizon_holder_age{holder=\"prepared_transaction\",name=\"order-#\"} 70",
        }));
    }

    [Test]
    public void Nobody_is_named_while_nobody_holds_it() => Assert.That(Emitted(new("session", 0, "web"), new("slot", 0, "")), Has.Length.EqualTo(2));

    [Test]
    public void Slots_keep_their_numbers() =>
        Assert.That(Emitted(new HorizonHolder("slot", 9, "replica_2")), Does.Contain("pg_xmin_horizon_holder_age{holder=\"slot\",name=\"replica_2\"} 9"));

    [Test]
    public void Names_that_change_with_every_transaction_end_as_other()
    {
        foreach (var gid in (string[])["a", "b", "c", "d"])
            Emitted(new HorizonHolder("prepared_transaction", 1, gid));

        Assert.That(Emitted(new HorizonHolder("prepared_transaction", 1, "e")), Has.Some.EndsWith("name=\"other\"} 1"));
        Assert.That(Emitted(new HorizonHolder("prepared_transaction", 1, "a")), Has.Some.EndsWith("name=\"a\"} 1"));
    }

    string[] Emitted(params HorizonHolder[] holders)
    {
        var samples = new Samples();
        XminHorizonQuery.Emit(samples, holders, names);
        return Rendered.Lines(samples);
    }
}
