using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Commands;

/// <summary>A probe's settings as options. They are read as a configuration is, with its words for what is wrong.</summary>
sealed partial class ProbeFlags
{
    const string Path = "collectors.probe.targets[0].";

    readonly Option<string[]> header = new("--header", "-H") { Description = "A header to send, 'NAME: VALUE'; may be repeated.", HelpName = "HEADER" };
    readonly Option<string[]> expectStatus = new("--expect-status") { Description = "A status that is a success; may be repeated. Default: 200 to 299.", HelpName = "STATUS" };
    readonly Option<string?> queryName = new("--query-name") { Description = "Of dns://: the name to ask for.", HelpName = "NAME" };
    readonly Option<string?> queryType = new("--query-type") { Description = "Of dns://: the type of the records. Default: A.", HelpName = "TYPE" };
    readonly Option<bool> insecure = new("--insecure", "-k") { Description = "Take any certificate." };
    readonly Option<string> caFile = new("--ca-file") { Description = "PEM file of authorities to trust instead of the system's.", HelpName = "FILE" };

    /// <summary>By the key of the configuration.</summary>
    readonly Dictionary<string, Option<string>> texts = new()
    {
        ["method"] = new("--method", "-X") { Description = "HTTP method. Default: GET.", HelpName = "METHOD" },
        ["timeout"] = new("--timeout") { Description = "Of one attempt: 500ms, 5s. Default: 5s.", HelpName = "DURATION" },
        ["body_matches"] = new("--body-matches") { Description = "Regular expression that the body has to match.", HelpName = "REGEX" },
        ["retry_delay"] = new("--retry-delay") { Description = "From a failed attempt to the next. Default: 1s.", HelpName = "DURATION" },
        ["max_body"] = new("--max-body") { Description = "Longest body: 64KiB, 10MiB. Default: 10MiB.", HelpName = "SIZE" },
    };

    readonly Dictionary<string, Option<int?>> numbers = new()
    {
        ["max_redirects"] = new("--max-redirects") { Description = "Redirects to follow. Default: 10.", HelpName = "N" },
        ["retries"] = new("--retries") { Description = "Attempts after a failed one. Default: 0.", HelpName = "N" },
    };

    internal IEnumerable<Option> All => [.. texts.Values, .. numbers.Values, header, expectStatus, queryName, queryType, caFile, insecure];

    /// <summary>The first option that was written, or null.</summary>
    internal string? Given(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <returns>Null after what is wrong has been printed.</returns>
    internal (ProbeTarget Target, TimeSpan Timeout)? Target(ParseResult parsed, string url)
    {
        var headers = parsed.GetValue(header) ?? [];
        if (Array.Exists(headers, line => !line.Contains(':', StringComparison.Ordinal)))
        {
            // Not repeated: it may be a secret without its name.
            Console.Error.WriteLine($"metrics-agent: {header.Name} must be 'NAME: VALUE', with a colon");
            return null;
        }

        var target = new JsonObject { ["name"] = "probe", ["url"] = Literal(url) };
        foreach (var (key, option) in texts)
        {
            if (parsed.GetValue(option) is { } text)
                target[key] = Literal(text);
        }

        foreach (var (key, option) in numbers)
        {
            if (parsed.GetValue(option) is { } number)
                target[key] = number;
        }

        if (parsed.GetValue(expectStatus) is { Length: > 0 } statuses)
            target["expect_status"] = new JsonArray([.. statuses.Select(status => int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (JsonNode)number : status)]);
        target["headers"] = new JsonObject(headers.Select(Header).GroupBy(each => each.Name, each => each.Value, StringComparer.OrdinalIgnoreCase)
            .Select(each => KeyValuePair.Create(each.Key, (JsonNode?)Literal(string.Join(", ", each)))));
        if (parsed.GetValue(queryName) is { } name)
            Dns()["query_name"] = Literal(name);
        if (parsed.GetValue(queryType) is { } type)
            Dns()["query_type"] = Literal(type);
        target["tls_config"] = new JsonObject { ["ca_file"] = Literal(parsed.GetValue(caFile) ?? ""), ["insecure_skip_verify"] = parsed.GetValue(insecure) };

        // The interval is no limit to anything here.
        var json = new JsonObject { ["collectors"] = new JsonObject { ["probe"] = new JsonObject { ["interval"] = "1d", ["targets"] = new JsonArray(target) } } };
        var result = ConfigSource.Parse("command line", json.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        foreach (var error in result.Errors)
            Console.Error.WriteLine($"metrics-agent: {Told(error.Message)}");
        return result.Config is { Collectors.Probe: var probe } ? (probe.Targets[0], probe.Targets[0].Timeout ?? probe.Timeout) : null;

        JsonObject Dns() => (JsonObject)(target["dns"] ??= new JsonObject());
    }

    /// <summary>An error of the configuration, as one of the option that it came from.</summary>
    string Told(string error)
    {
        var text = error.Replace(Path, "", StringComparison.Ordinal)
            .Replace("not the quoted ", "not ", StringComparison.Ordinal)
            .Replace("at most the interval, 1d", "at most 1d", StringComparison.Ordinal);
        IEnumerable<KeyValuePair<string, Option>> options =
        [
            .. texts.Select(each => KeyValuePair.Create<string, Option>(each.Key, each.Value)),
            .. numbers.Select(each => KeyValuePair.Create<string, Option>(each.Key, each.Value)),
            new("expect_status", expectStatus),
            new("headers", header),
            new("tls_config.ca_file", caFile),
            new("dns.query_name", queryName),
            new("dns.query_type", queryType),
        ];
        foreach (var (key, option) in options)
        {
            if (text.StartsWith(key, StringComparison.Ordinal))
                return option.Name + AfterKey().Replace(text[key.Length..], " $1");
        }

        return text;
    }

    // An item's number says nothing; a header's name does.
    [GeneratedRegex(@"^(?:\[[0-9]+\] ?|\.|\[(?='))('[^']*')?\]?")]
    private static partial Regex AfterKey();

    static (string Name, string Value) Header(string line) =>
        line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value] ? (name, value) : (line, "");

    /// <summary>What is written in a shell has its variables behind it.</summary>
    static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
