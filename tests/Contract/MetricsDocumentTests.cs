using MetricsAgent.Collectors;

namespace MetricsAgent.Tests.Contract;

public sealed class MetricsDocumentTests
{
    [Test]
    public void Metrics_md_is_what_the_catalogue_says()
    {
        var want = CatalogueDocument.Render(Catalogue.All);
        var path = Path.Join(Source.Root, "collectors", "METRICS.md");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, want);
        Assert.That(File.ReadAllText(path), Is.EqualTo(want), "collectors/METRICS.md is generated: UPDATE_GOLDEN=1 rewrites it");
    }
}
