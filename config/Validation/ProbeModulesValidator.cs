using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Modules that can be named, and say what they may be used for.</summary>
internal sealed partial class ProbeModulesValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var names = new UniqueNames(problems);
        foreach (var (index, module) in config.Collectors.Probe.Modules.Index())
        {
            var path = $"{PollSections.Probe}.modules[{index}]";
            names.Check(path, module.Name, "GET /probe?module= says it");
            if (module.Allow.Count == 0)
                problems.Report($"{path}.allow", "is required: the URLs that GET /probe may have probed, such as https://example.org/*");
            foreach (var (item, pattern) in module.Allow.Index())
            {
                if (!UrlPattern.TryParse(pattern, out _))
                    problems.Report($"{path}.allow[{item}]", AnyHost().IsMatch(pattern)
                        ? "must name a host: * stands for a part of one only, such as *.example.org"
                        : $"must be SCHEME://HOST[:PORT][/PATH], such as https://*.example.org:8443/health/*, not {Quote.Text(pattern)}");
            }

            if (module.Timeout <= TimeSpan.Zero)
                problems.Report($"{path}.timeout", "must be more than 0s");
            if (module.Timeout > TimeSpan.FromDays(1))
                problems.Report($"{path}.timeout", "must be at most 1d");
            if (module.RetryDelay > TimeSpan.FromDays(1))
                problems.Report($"{path}.retry_delay", "must be at most 1d");
            CheckKeys(problems, path, module);
            ProbeTargetsValidator.CheckRequest(path, module, url: null, config.Collectors.Probe.Timeout, around, problems);
            ProbeKindsValidator.CheckQuestions(problems, path, module.Allow.Any(pattern => pattern.StartsWith("dns:", StringComparison.OrdinalIgnoreCase)), module);
        }
    }

    /// <summary>Settings that none of the URLs can use.</summary>
    static void CheckKeys(Problems problems, string path, ProbeModule module)
    {
        string[] allowed = [.. module.Allow.Where(pattern => UrlPattern.TryParse(pattern, out _)).Select(pattern => pattern[..pattern.IndexOf(':', StringComparison.Ordinal)]).Distinct()];
        if (allowed.Length == 0)
            return;
        foreach (var (key, schemes) in ProbeSchemes.Keys)
        {
            if (problems.Has($"{path}.{key}") && !schemes.Intersect(allowed).Any() && !ProbeKindsValidator.IsDefault(module, key))
                problems.Report($"{path}.{key}", $"is for {ProbeSchemes.Urls(schemes)}, and allow has only {ProbeSchemes.Urls(allowed)}; remove it");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://\*([:/]|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex AnyHost();
}
