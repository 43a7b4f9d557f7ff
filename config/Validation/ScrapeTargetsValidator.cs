using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>Endpoints that can be asked, and series of two targets that can be told apart.</summary>
internal sealed class ScrapeTargetsValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var first = new Dictionary<string, string>();
        foreach (var (path, target) in PollSections.Targets(PollSections.Scrape, config.Collectors.Scrape.Targets))
        {
            if (target.Job.Length == 0)
                problems.Report($"{path}.job", "is required: it is the label that tells programs apart");
            HttpClientRules.Check(path, target, Uri.TryCreate(target.Url, UriKind.Absolute, out var written) && written.UserInfo.Length > 0, problems, around);
            // The URL is not repeated: it may have a password in it.
            if (target.Url.Length == 0)
                problems.Report($"{path}.url", "is required");
            else if (!Uri.TryCreate(target.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
                problems.Report($"{path}.url", "must be an absolute http:// or https:// URL, such as http://localhost:8080/metrics");
            else if (ListenAddress.TryParse(config.Web.Listen, out var listen) && listen.Serves(url) && url.AbsolutePath.Split('/') is [_, "metrics", ..])
                problems.Report($"{path}.url", "must not be the agent's own: what it exposes would grow with every scrape", "web.listen");
            else if (!first.TryAdd(Labels(target), path))
                problems.Report($"{path}.job", $"must differ from that of {first[Labels(target)]}, or instance or labels must, or their series are the same", $"{first[Labels(target)]}.job");
        }
    }

    static string Labels(ScrapeTarget target) => string.Join('\n',
    [
        target.Job, target.InstanceLabel,
        .. target.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"),
    ]);
}
