using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Requests that HTTP can carry.</summary>
internal sealed partial class ProbeTargetsValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        foreach (var (path, target) in PollSections.Targets(PollSections.Probe, config.Collectors.Probe.Targets))
        {
            if (!Token().IsMatch(target.Method))
                problems.Report($"{path}.method", $"must be an HTTP method such as GET or HEAD, not {Quote.Text(target.Method)}");
            foreach (var (name, value) in target.Headers)
            {
                var header = KeyPath.Child($"{path}.headers", name);
                if (!Token().IsMatch(name))
                    problems.Report(header, "must have the name of an HTTP header");
                else if (value.AsSpan().ContainsAny("\r\n\0"))
                    problems.Report(header, "must be one line");
            }
        }
    }

    // RFC 9110, section 5.6.2.
    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex Token();
}
