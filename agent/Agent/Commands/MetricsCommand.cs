using System.Buffers;
using System.CommandLine;
using MetricsAgent.Exposition;

namespace MetricsAgent.Commands;

/// <summary><c>metrics</c>: collects once and prints what a scrape would get, or leaves it for a textfile collector.</summary>
static class MetricsCommand
{
    internal static Command Create()
    {
        var config = ConfigSource.Option();
        var names = CollectorArgument.Create();
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write to this file instead, atomically: readers see the old text or the new, never a part. node_exporter's textfile collector wants a name that ends in .prom.",
            HelpName = "FILE",
        };
        var format = new Option<string>("--format")
        {
            Description = "text (Prometheus 0.0.4) or openmetrics.",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "openmetrics");
        var command = new AgentCommand("metrics", "Collects once and prints the metrics.", """
            Examples: metrics-agent metrics node.loadavg
                      metrics-agent metrics --output /var/lib/node_exporter/agent.prom
            Exit code: 0 when written, 1 when the file cannot be written, 2 when the configuration or the command line is wrong.
            """)
        {
            names,
            config,
            output,
            format,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            await using var once = new CollectOnce(loaded, parsed.GetValue(names) ?? []);
            if (once.Stranger() is { } stranger)
            {
                await Console.Error.WriteLineAsync($"metrics-agent: {UnknownCollector.Text(stranger, once.Instances)}");
                return ExitCode.Usage;
            }

            await once.PollAsync();
            foreach (var poll in once.Readings.Where(poll => poll.Unavailable.Count > 0))
                await Console.Error.WriteLineAsync($"metrics-agent: {poll.Name}: {poll.Detail}");

            var text = new ArrayBufferWriter<byte>(64 << 10);
            using (var view = once.Read())
                new ExpositionWriter().Write(view, parsed.GetValue(format) == "text" ? ExpositionFormat.Text : ExpositionFormat.OpenMetrics, text);
            return await WriteAsync(parsed.GetValue(output), text.WrittenMemory, cancel);
        });
        return command;
    }

    static async Task<int> WriteAsync(string? path, ReadOnlyMemory<byte> text, CancellationToken cancel)
    {
        if (path is null)
        {
            await using var stdout = Console.OpenStandardOutput();
            await stdout.WriteAsync(text, cancel);
            return ExitCode.Ok;
        }

        try
        {
            await AtomicFile.WriteAsync(path, text, cancel);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await Complaint.WriteAsync($"cannot write {path}: {e.Message}", ExitCode.Failed);
        }
    }
}
