using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MetricsAgent.Benchmarks;

// In this process: nothing is generated and built first, so a run is over in a minute.
var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
var config = DefaultConfig.Instance.AddJob(inProcess).AddColumn(new P99Column());
BenchmarkSwitcher.FromAssembly(typeof(ScrapeBenchmarks).Assembly).Run(args, config);
