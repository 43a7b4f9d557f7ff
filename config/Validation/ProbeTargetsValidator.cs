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
            // The URL is not repeated: it may have a password in it.
            if (target.Url.Length == 0)
                problems.Report($"{path}.url", "is required");
            else if (!Uri.TryCreate(target.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
                problems.Report($"{path}.url", "must be an absolute http:// or https:// URL, such as https://example.org/health");

            CheckRequest(problems, path, target);
        }
    }

    internal static void CheckRequest(Problems problems, string path, ProbeSettings settings)
    {
        if (!Token().IsMatch(settings.Method))
            problems.Report($"{path}.method", $"must be an HTTP method such as GET or HEAD, not {Quote.Text(settings.Method)}");
        foreach (var (name, value) in settings.Headers)
        {
            var header = KeyPath.Child($"{path}.headers", name);
            if (!Token().IsMatch(name))
                problems.Report(header, "must have the name of an HTTP header");
            else if (value.AsSpan().ContainsAny("\r\n\0"))
                problems.Report(header, "must be one line");
        }
    }

    // RFC 9110, section 5.6.2.
    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex Token();
}
