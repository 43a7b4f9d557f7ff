using System.Diagnostics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>An agent that passes on what other programs expose.</summary>
static class ScrapingAgent
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="lines">Further settings of the target.</param>
    internal static string Configuration(Uri address, string job, params string[] lines) => $$"""
        collectors:
          node: {enabled: false}
          container: {enabled: false}
          process: {enabled: false}
          scrape:
            interval: 1s
            timeout: 1s
            min_age: 100ms
            targets:
              - job: {{job}}
                url: {{address}}
        {{string.Concat(lines.Select(line => $"        {line}\n"))}}
        """.TrimEnd() + "\n";

    internal static async Task<string> UntilAsync(AgentProcess agent, Predicate<string> isThere, string what = "")
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var text = await agent.GetAsync();
            if (isThere(text))
                return text;
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Patience), $"{what}\n{text}\n{agent.Log}");
            await Task.Delay(100);
        }
    }
}
