using MetricsAgent.Collectors;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>Whole polls, with the reading of the files: once everything has been seen, they take no memory.</summary>
internal sealed class PollAllocationTests
{
    /// <summary>Those that find everything: what is not there is described anew in each poll, for the log.</summary>
    static IEnumerable<TestCaseData> Cases =>
        from tree in (string[])["vm", "server"]
        from entry in Catalogue.Node
        where Missing(Create(tree, entry.Name)).Count == 0
        select new TestCaseData(tree, entry.Name).SetArgDisplayNames(tree, entry.Name);

    [TestCaseSource(nameof(Cases))]
    public void A_poll_of_a_machine_that_stays_the_same_allocates_nothing(string tree, string name)
    {
        var collector = Create(tree, name);
        var samples = new Samples();
        for (var i = 0; i < 3; i++)
            Poll();

        Assert.That(Allocation.Of(Poll), Is.Zero);

        void Poll()
        {
            collector.CollectAsync(samples, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            samples.Clear();
        }
    }

    static ICollector Create(string tree, string name) =>
        Catalogue.Node.Single(entry => entry.Name == name).Create(FixtureTree.Files(tree), FixedClock.Winter);

    static IReadOnlyCollection<Unavailability> Missing(ICollector collector)
    {
        var samples = new Samples();
        collector.CollectAsync(samples, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return [.. samples.Freeze(0).Missing];
    }
}
