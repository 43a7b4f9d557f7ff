using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>The newest node_exporter and the agent beside it over the same <c>*.prom</c> files.</summary>
internal sealed class TextfileTests
{
    static readonly string[] Prefixes = ["node_textfile_", "backup_", "job_", "rpc_", "plain", "smart_"];

    [Test]
    public async Task The_files_are_the_same_to_both()
    {
        using var directory = new TemporaryDirectory("textfile");
        foreach (var name in new[] { "a", "b", "c" })
            Directory.CreateDirectory(directory.File(name));
        directory.Write("a/backup.prom", """
            # HELP backup_bytes Size of the \\ last backup,\nin bytes.
            # TYPE backup_bytes gauge
            backup_bytes{database="shop",kind="full"} 1.5e9
            backup_bytes{database="a \"b\" \\ c"} 3
            # TYPE backup_runs_total counter
            backup_runs_total 12

            """);
        directory.Write("a/histograms.prom", """
            # HELP job_duration_seconds How long.
            # TYPE job_duration_seconds histogram
            job_duration_seconds_bucket{job="x",le="0.10"} 1
            job_duration_seconds_bucket{job="x",le="1e1"} 2
            job_duration_seconds_bucket{job="x",le="+Inf"} 3
            job_duration_seconds_sum{job="x"} 31.5
            job_duration_seconds_count{job="x"} 3
            job_duration_seconds_bucket{job="y",le="5"} 7
            job_duration_seconds_sum{job="y"} 8
            job_duration_seconds_count{job="y"} 9
            # HELP rpc_seconds Latency.
            # TYPE rpc_seconds summary
            rpc_seconds{quantile="0.01"} 3102
            rpc_seconds{quantile="0.50"} NaN
            rpc_seconds_sum 1.7560473e+07
            rpc_seconds_count 2693

            """);
        directory.Write("b/more.prom", "# HELP backup_bytes Size of the \\\\ last backup,\\nin bytes.\n# TYPE backup_bytes gauge\nbackup_bytes{host=\"b\"} 7\nplain +Inf\nsmart_temp{disk=\"a\",} -4\n");
        directory.Write("b/plain.prom", "plain{x=\"1\"} 0.25\n");
        directory.Write("b/ignored.txt", "plain{x=\"2\"} 1\n");
        await CompareAsync(directory, expectsError: 0);

        directory.Write("c/broken.prom", "this is not it\n");
        await CompareAsync(directory, expectsError: 1);
    }

    static async Task CompareAsync(TemporaryDirectory directory, double expectsError)
    {
        string[] patterns = [directory.File("a"), directory.File("[b-c]")];
        await using var exporter = await Servers.Exporter.OfNodeAsync([.. patterns.Select(pattern => $"--collector.textfile.directory={pattern}")]);
        await using var agent = await AgentProcess.StartAsync(
            $"collectors:\n  postgres: {{enabled: false}}\n  node:\n    min_age: 1ms\n    textfile: {{directories: ['{string.Join("', '", patterns)}']}}\n");

        // The first poll on a busy machine may come later than the first scrape.
        Assert.That(async () => (await agent.GetAsync("metrics/node")).Contains("node_textfile_scrape_error", StringComparison.Ordinal), Is.True.After(10_000, 50));
        var (theirs, ours) = (Families(await exporter.ScrapeAsync()), Families(await agent.GetAsync("metrics/node")));

        Assert.That(ours.Keys, Is.EquivalentTo(theirs.Keys).And.Contains("backup_bytes").And.Contains("job_duration_seconds").And.Contains("rpc_seconds"));
        foreach (var (name, family) in theirs)
        {
            Assert.That(ours[name].Type, Is.EqualTo(family.Type), name);
            if (!name.StartsWith("node_textfile_", StringComparison.Ordinal))
                Assert.That(ours[name].Help, Is.EqualTo(family.Help), name);
            Assert.That(Series(ours[name]), Is.EquivalentTo(Series(family)), name);
        }

        Assert.That(ours["node_textfile_scrape_error"].Samples.Single().Value, Is.EqualTo(expectsError));
        Assert.That(ours["node_textfile_mtime_seconds"].Samples, Has.Count.EqualTo(4));
    }

    static Dictionary<string, ScrapedFamily> Families(string scrape) =>
        ScrapedText.Parse(scrape).Where(family => Prefixes.Any(prefix => family.Key.StartsWith(prefix, StringComparison.Ordinal))).ToDictionary();

    /// <summary>node_exporter gives every series of a family the labels of all of them: an empty label is none.</summary>
    static IEnumerable<string> Series(ScrapedFamily family) =>
        from sample in family.Samples
        let labels = from label in sample.Labels where label.Value.Length > 0 select $"{label.Key}={label.Value}"
        select $"{sample.Name}{{{string.Join(',', labels)}}} {sample.Value:R}";
}
