using System.CommandLine;
using System.Text;
using MetricsAgent.Config;
using MetricsAgent.History;
using MetricsAgent.Http.Api;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands;

/// <summary><c>query</c>: what a running agent answers to an expression, or, where none runs, what one collection does.</summary>
static class QueryCommand
{
    /// <summary>A little more than an agent gives a query.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    internal static Command Create()
    {
        var config = ConfigSource.Option();
        var expression = new Argument<string>("expression") { Description = "PromQL.", HelpName = "EXPR" };
        var url = new Option<string?>("--url")
        {
            Description = "The agent, or the Prometheus, to ask. Default: the address of the configuration's web.listen; if nothing listens there, everything is collected once.",
            HelpName = "URL",
        };
        var output = OutputOption.Of("text", "json");
        var command = new AgentCommand("query", "Evaluates a PromQL expression on what the agent has collected.", """
            Examples: metrics-agent query 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.2'
                      metrics-agent query 'rate(pg_stat_database_xact_commit[5m])' --url http://10.0.0.5:9464
                      metrics-agent query pg_up --output json
            An agent remembers what its rules read; of everything else it has the newest value. The JSON is that of Prometheus' /api/v1/query.
            Exit code: 0 when answered, 1 when it cannot be answered, 2 when the expression, the configuration or the command line is wrong.
            """)
        {
            expression,
            url,
            config,
            output,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var text = parsed.GetValue(expression)!;
            if (Fault(text) is { } fault)
                return await Complaint.WriteAsync(fault, ExitCode.Usage);
            var asJson = parsed.GetValue(output) == "json";
            if (parsed.GetValue(url) is { } asked)
            {
                return AgentAddress.TryParse(asked, out var address, out var problem)
                    ? await AskAsync(address, text, asJson, cancel) ?? await Complaint.WriteAsync($"nothing listens at {asked}", ExitCode.Failed)
                    : await Complaint.WriteAsync(problem, ExitCode.Usage);
            }

            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            var own = AgentAddress.Of(loaded.Web);
            if (await AskAsync(own, text, asJson, cancel) is { } code)
                return code;
            await Console.Error.WriteLineAsync($"metrics-agent: nothing listens at {own.Authority}; everything was collected once, so that nothing has a rate");
            return await CollectAsync(loaded, text, asJson);
        });
        return command;
    }

    static string? Fault(string expression)
    {
        try
        {
            PromqlParser.Parse(expression);
            return null;
        }
        catch (PromqlException e)
        {
            return e.Describe(expression);
        }
    }

    /// <returns>Null when nothing listens there.</returns>
    static async Task<int?> AskAsync(Uri agent, string expression, bool asJson, CancellationToken cancel)
    {
        using var http = AgentAddress.Client(agent, Timeout, connect: TimeSpan.FromSeconds(5));
        try
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("query", expression)]);
            using var answer = await http.PostAsync(new Uri(agent, "api/v1/query"), form, cancel);
            return await PrintAsync(await answer.Content.ReadAsByteArrayAsync(cancel), asJson, $"{agent} is neither an agent nor a Prometheus: it answers with status {(int)answer.StatusCode}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return await Complaint.WriteAsync($"{agent} {(e is HttpRequestException ? $"does not answer: {ConnectionFault.Text(e)}" : $"does not answer within {Timeout.TotalSeconds} s")}", ExitCode.Failed);
        }
    }

    static async Task<int> CollectAsync(AgentConfig config, string expression, bool asJson)
    {
        await using var once = new CollectOnce(config, []);
        await once.PollAsync();
        using var view = once.Read();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var parameters = new ApiParameters(name => name == "query" ? [expression] : []);
        ReadOnlyMemory<byte> body;
        try
        {
            var exposed = new ExposedSeries(view, now, _ => now);
            body = ApiAnswer.Success(QueryEndpoint.Instant(parameters, exposed, new(exposed, exposed, now), new EvaluationLimits(), now));
        }
        catch (ApiException e)
        {
            body = ApiAnswer.Error(e);
        }

        return await PrintAsync(body, asJson, "");
    }

    static async Task<int> PrintAsync(ReadOnlyMemory<byte> body, bool asJson, string otherwise)
    {
        if (QueryOutput.Read(body) is not { } answer)
            return await Complaint.WriteAsync(otherwise, ExitCode.Failed);
        foreach (var warning in answer.Warnings)
            await Console.Error.WriteLineAsync($"metrics-agent: {warning}");
        if (answer.Error is { } error)
            return await Complaint.WriteAsync(error, answer.IsBadData ? ExitCode.Usage : ExitCode.Failed);
        Console.Write(asJson ? Encoding.UTF8.GetString(body.Span) + "\n" : answer.Text);
        return ExitCode.Ok;
    }
}
