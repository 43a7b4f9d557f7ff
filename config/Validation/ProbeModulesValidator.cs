using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Modules that can be named, and say what they may be used for.</summary>
internal sealed class ProbeModulesValidator(Surroundings around) : IValidator
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
                    problems.Report($"{path}.allow[{item}]", $"must be SCHEME://HOST[:PORT][/PATH], such as https://*.example.org:8443/health/*, not {Quote.Text(pattern)}");
            }

            if (module.Timeout <= TimeSpan.Zero)
                problems.Report($"{path}.timeout", "must be more than 0s");
            ProbeTargetsValidator.CheckRequest(path, module, url: null, around, problems);
            ProbeKindsValidator.CheckQuestions(problems, path, module.Allow.Any(pattern => pattern.StartsWith("dns:", StringComparison.OrdinalIgnoreCase)), module);
        }
    }
}
