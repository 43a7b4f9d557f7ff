using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>URLs and keys that go together, and questions that can be asked.</summary>
internal sealed partial class ProbeKindsValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        foreach (var (path, target) in PollSections.Targets(PollSections.Probe, config.Collectors.Probe.Targets))
        {
            if (target.Url.Length == 0)
                problems.Report($"{path}.url", "is required");
            else if (ProbeSchemes.Error(target.Url) is { } error)
                problems.Report($"{path}.url", error);
            else
                CheckKeys(problems, path, new Uri(target.Url, UriKind.Absolute).Scheme, target);
        }
    }

    static void CheckKeys(Problems problems, string path, string scheme, ProbeTarget target)
    {
        foreach (var (key, schemes) in ProbeSchemes.Keys)
        {
            if (!schemes.Contains(scheme) && problems.Has($"{path}.{key}") && !IsDefault(target, key))
                problems.Report($"{path}.{key}", $"is for {ProbeSchemes.Urls(schemes)}, not for {scheme}://; remove it");
        }

        CheckQuestions(problems, path, scheme == "dns", target);
        CheckLabels(problems, $"{path}.tcp.query_response", target.Tcp?.QueryResponse ?? [], target);
        CheckLabels(problems, $"{path}.unix.query_response", target.Unix?.QueryResponse ?? [], target);
    }

    /// <summary>A series cannot have a label twice.</summary>
    static void CheckLabels(Problems problems, string path, IReadOnlyList<QueryResponse> steps, ProbeTarget target)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            for (var j = 0; j < steps[i].Labels.Count; j++)
            {
                if (target.Labels.ContainsKey(steps[i].Labels[j].Name))
                    problems.Report($"{path}[{i}].labels[{j}].name", "must have another name: the target's labels have it already");
            }
        }
    }

    /// <param name="asksNames">A name server may be asked.</param>
    internal static void CheckQuestions(Problems problems, string path, bool asksNames, ProbeSettings settings)
    {
        if (asksNames)
            CheckDns(problems, $"{path}.dns", settings.Dns ?? new());
        CheckSteps(problems, $"{path}.tcp.query_response", settings.Tcp?.QueryResponse ?? []);
        CheckSteps(problems, $"{path}.unix.query_response", settings.Unix?.QueryResponse ?? []);
    }

    /// <summary>As <c>config show</c> prints it, which has to load.</summary>
    static bool IsDefault(ProbeTarget target, string key) => IsDefault(target, new(), ConfigJson.Current.ProbeTarget, key);

    /// <inheritdoc cref="IsDefault(ProbeTarget, string)"/>
    internal static bool IsDefault(ProbeModule module, string key) => IsDefault(module, new(), ConfigJson.Current.ProbeModule, key);

    static bool IsDefault<T>(T settings, T none, JsonTypeInfo<T> type, string key) =>
        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(settings, type)![key], JsonSerializer.SerializeToNode(none, type)![key]);

    static void CheckDns(Problems problems, string path, DnsProbeConfig dns)
    {
        if (dns.QueryName.Length == 0)
            problems.Report($"{path}.query_name", "is required: the name to ask for");
        else if (!DnsNames.IsName(dns.QueryName))
            problems.Report($"{path}.query_name", "must be a domain name of ASCII characters, such as example.org or xn--bcher-kva.example");
        if (!DnsNames.Types.ContainsKey(dns.QueryType))
            problems.Report($"{path}.query_type", $"must be one of {string.Join(", ", DnsNames.Types.Keys)}, not {Quote.Text(dns.QueryType)}");
        for (var i = 0; i < dns.ValidRcodes.Count; i++)
        {
            if (!DnsNames.ResponseCodes.ContainsKey(dns.ValidRcodes[i]))
                problems.Report($"{path}.valid_rcodes[{i}]", $"must be one of {string.Join(", ", DnsNames.ResponseCodes.Keys)}, not {Quote.Text(dns.ValidRcodes[i])}");
        }
    }

    static void CheckSteps(Problems problems, string path, IReadOnlyList<QueryResponse> steps)
    {
        var labelled = false;
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, at) = (steps[i], $"{path}[{i}]");
            if (step.Expect.Length > 0 && step.ExpectBytes.Length > 0)
                problems.Report($"{at}.expect_bytes", "cannot be given together with expect");
            CheckGroups(problems, at, step);
            if (step.Labels.Count == 0)
                continue;
            if (step.Expect.Length == 0)
                problems.Report($"{at}.labels", "need an expect to take their values from");
            if (labelled)
                problems.Report($"{at}.labels", "can be in one step only");
            labelled = true;
            for (var j = 0; j < step.Labels.Count; j++)
            {
                if (!Label().IsMatch(step.Labels[j].Name) || step.Labels.Take(j).Any(label => label.Name == step.Labels[j].Name))
                    problems.Report($"{at}.labels[{j}].name", "must be the name of a label, each another, and none that begins with __");
            }
        }
    }

    /// <summary>What stands for a group that the expression does not have would be sent as it is written.</summary>
    static void CheckGroups(Problems problems, string path, QueryResponse step)
    {
        // Of a broken expression more has been said; without one, nothing stands for anything.
        if (step.Expect.Length == 0 || problems.IsBroken($"{path}.expect") || GroupsOf(step.Expect) is not { } groups)
            return;
        Check($"{path}.send", step.Send);
        for (var i = 0; i < step.Labels.Count; i++)
            Check($"{path}.labels[{i}].value", step.Labels[i].Value);

        void Check(string at, string text)
        {
            foreach (Match group in Group().Matches(text))
            {
                if (!groups.Contains(group.Groups["name"].Value))
                    problems.Report(at, $"must not have {group.Groups["whole"].Value}: expect has no such group");
            }
        }
    }

    static string[]? GroupsOf(string expression)
    {
        try
        {
            var regex = new Regex(expression, RegexOptions.NonBacktracking);
            return [.. regex.GetGroupNames(), .. regex.GetGroupNumbers().Select(number => number.ToString(CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<!\$)(\$\$)*(?<whole>\$(\{(?<name>\w+)\}|(?<name>[0-9]+)))", RegexOptions.ExplicitCapture)]
    private static partial Regex Group();

    [GeneratedRegex(@"^(?!__|name\z|target\z)[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Label();
}
