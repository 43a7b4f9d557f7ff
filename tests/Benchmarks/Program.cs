using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MetricsAgent.Benchmarks;

// What rules-side-by-side.sh and app-side-by-side.sh need: the series to scrape, and the rules to load.
switch (args)
{
    case ["serve", var port, var interval]:
        await ShopEndpoint.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture), double.Parse(interval, CultureInfo.InvariantCulture));
        return;
    case ["app"]:
        Console.Write(ForeignBenchmarks.Text());
        return;
    case ["rules", var interval]:
        Console.Write(ShopRules.Text(double.Parse(interval, CultureInfo.InvariantCulture)));
        return;
}

// In this process: nothing is generated and built first, so a run is over in a minute.
var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
var config = DefaultConfig.Instance.AddJob(inProcess).AddColumn(new P99Column());
BenchmarkSwitcher.FromAssembly(typeof(ScrapeBenchmarks).Assembly).Run(args, config);
