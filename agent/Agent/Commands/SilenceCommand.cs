using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetricsAgent.Alerting;
using MetricsAgent.Config.Values;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands;

/// <summary><c>silence add|list|expire</c>: the silences of a running agent, or of an Alertmanager.</summary>
static class SilenceCommand
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    internal static Command Create() =>
        new AgentCommand("silence", "Keeps the running agent from telling of some alerts for a while.", "Example: metrics-agent silence add alertname=DiskFillsUp --duration 2h --comment 'the new disk is ordered'")
        {
            Add(),
            List(),
            Expire(),
        };

    static AgentCommand Add()
    {
        var matchers = new Argument<string[]>("matchers") { Description = "Which alerts: all of them have to match.", HelpName = "MATCHER", Arity = ArgumentArity.OneOrMore };
        var duration = new Option<string>("--duration", "-d") { Description = "For how long, from now on.", HelpName = "DURATION", DefaultValueFactory = _ => "1h" };
        var comment = new Option<string>("--comment") { Description = "Why.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var author = new Option<string>("--author") { Description = "Who. Default: $USER.", HelpName = "NAME", DefaultValueFactory = _ => Environment.UserName };
        var command = new AgentCommand("add", "Adds a silence and prints its id.", """
            Examples: metrics-agent silence add alertname=DiskFillsUp instance=build-1 --duration 2h
                      metrics-agent silence add 'severity=~"warning|info"' --duration 30m --comment maintenance
            Exit code: 0 when it is added, 1 when the agent cannot be asked or refuses, 2 when the command line is wrong.
            """)
        {
            matchers,
            duration,
            comment,
            author,
        };
        return WithAgent(command, async (parsed, agent, cancel) =>
        {
            if (!Duration.TryParse(parsed.GetValue(duration), out var time) || time <= TimeSpan.Zero)
                return await ComplainAsync($"--duration '{parsed.GetValue(duration)}' must be {Duration.Expected}", ExitCode.Usage);
            List<LabelMatcher> wanted = [];
            foreach (var text in parsed.GetValue(matchers)!)
            {
                if (!MatcherText.TryParse(text, out var matcher, out var problem))
                    return await ComplainAsync($"'{text}' must be a matcher {problem}", ExitCode.Usage);
                wanted.Add(matcher);
            }

            var now = TimeProvider.System.GetUtcNow();
            var silence = SilenceJson.Write(new("", wanted, now, now + time, now, parsed.GetValue(author)!, parsed.GetValue(comment)!), now);
            using var body = new StringContent(silence.ToJsonString(), Encoding.UTF8, "application/json");
            var answer = await AskAsync(agent, HttpMethod.Post, "api/v2/silences", body, cancel);
            if (answer is not null)
                await Console.Out.WriteLineAsync(answer["silenceID"]?.GetValue<string>());
            return answer is null ? ExitCode.Failed : ExitCode.Ok;
        });
    }

    static AgentCommand List()
    {
        var expired = new Option<bool>("--expired") { Description = "Those that are over as well." };
        var output = OutputOption.Of("text", "json");
        var command = new AgentCommand("list", "Prints the silences that are in force or will be.", """
            Example: metrics-agent silence list
            Exit code: 0 when they are printed, 1 when the agent cannot be asked.
            """)
        {
            expired,
            output,
        };
        return WithAgent(command, async (parsed, agent, cancel) =>
        {
            if (await AskAsync(agent, HttpMethod.Get, "api/v2/silences", null, cancel) is not JsonArray all)
                return ExitCode.Failed;
            JsonNode[] shown = [.. all.OfType<JsonNode>().Where(silence => parsed.GetValue(expired) || State(silence) != "expired")];
            if (parsed.GetValue(output) == "json")
                Console.WriteLine(new JsonArray([.. shown.Select(silence => silence.DeepClone())]).ToJsonString());
            else
                Console.Write(TextTable.Render(["ID", "STATE", "UNTIL", "MATCHERS", "BY", "COMMENT"], shown.Select(Row)));
            return ExitCode.Ok;
        });
    }

    static AgentCommand Expire()
    {
        var id = new Argument<string>("id") { Description = "As list prints it.", HelpName = "ID" };
        var command = new AgentCommand("expire", "Ends a silence.", """
            Example: metrics-agent silence expire 2c6cdb3b-ed4c-4b9a-a34e-5b7bd52b6f2e
            Exit code: 0 when it has ended, 1 when there is none or the agent cannot be asked.
            """)
        {
            id,
        };
        return WithAgent(command, async (parsed, agent, cancel) =>
            await AskAsync(agent, HttpMethod.Delete, $"api/v2/silence/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, cancel) is null ? ExitCode.Failed : ExitCode.Ok);
    }

    static AgentCommand WithAgent(AgentCommand command, Func<ParseResult, Uri, CancellationToken, Task<int>> act)
    {
        var config = ConfigSource.Option();
        var url = new Option<string?>("--url") { Description = "The agent to ask. Default: the address of the configuration's web.listen.", HelpName = "URL" };
        command.Add(url);
        command.Add(config);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(url) is { } given)
            {
                return Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                    ? await act(parsed, address, cancel)
                    : await ComplainAsync($"--url '{given}' is no URL such as http://127.0.0.1:9464", ExitCode.Usage);
            }

            return ConfigSource.Load(parsed.GetValue(config)) is { } loaded ? await act(parsed, AgentAddress.Of(loaded.Web), cancel) : ExitCode.Usage;
        });
        return command;
    }

    /// <summary>The answer; an empty one is an object of nothing. Null once the problem is printed.</summary>
    static async Task<JsonNode?> AskAsync(Uri agent, HttpMethod method, string path, HttpContent? body, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Timeout };
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(agent, path)) { Content = body };
            using var response = await http.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode)
                return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text);
            await ComplainAsync($"{agent.Authority} answered {(int)response.StatusCode}: {text}", ExitCode.Failed);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            await ComplainAsync($"no agent can be asked at {agent.Authority}: {(e is TaskCanceledException ? $"no answer within {Timeout.TotalSeconds} s" : ConnectionFault.Text(e))}", ExitCode.Failed);
        }

        return null;
    }

    static string[] Row(JsonNode silence) =>
    [
        Text(silence, "id"), State(silence),
        DateTimeOffset.TryParse(Text(silence, "endsAt"), CultureInfo.InvariantCulture, out var end) ? AlertText.Time(end) : "",
        string.Join(' ', silence["matchers"]!.AsArray().Select(matcher => Matcher(matcher!))), Text(silence, "createdBy"), Text(silence, "comment"),
    ];

    static string Matcher(JsonNode matcher)
    {
        var sign = (matcher["isEqual"]?.GetValue<bool>() ?? true, matcher["isRegex"]!.GetValue<bool>()) switch { (true, false) => "=", (false, false) => "!=", (true, true) => "=~", _ => "!~" };
        return $"{Text(matcher, "name")}{sign}\"{Text(matcher, "value")}\"";
    }

    static string State(JsonNode silence) => Text(silence["status"]!, "state");

    static string Text(JsonNode json, string key) => json[key]?.GetValue<string>() ?? "";

    static async Task<int> ComplainAsync(string text, int code)
    {
        await Console.Error.WriteLineAsync($"metrics-agent: {text}");
        return code;
    }
}
