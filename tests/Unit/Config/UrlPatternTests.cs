using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class UrlPatternTests
{
    [Test]
    public void A_url_is_allowed_by_scheme_host_port_and_path()
    {
        Check("https://example.org/health", "https://example.org/health", true);
        Check("https://example.org/health", "https://EXAMPLE.org:443/health", true);
        Check("https://example.org/health", "http://example.org/health", false);
        Check("https://example.org/health", "https://example.org:8443/health", false);
        Check("https://example.org/health", "https://example.org/health/", false);
        Check("https://example.org/health", "https://example.org/health?full=1", false);
        Check("https://example.org/health", "https://example.org/health#top", false);
        Check("https://example.org", "https://example.org/", true);
        Check("https://example.org", "https://example.org/health", false);
        Check("http://[::1]:8080/*", "http://[0:0:0:0:0:0:0:1]:8080/health", true);
        Check("http://127.0.0.1/*", "http://2130706433/", true);
    }

    [Test]
    public void A_star_stands_for_labels_a_port_or_the_rest()
    {
        Check("https://*.example.org/*", "https://api.example.org/health?full=1", true);
        Check("https://*.example.org/*", "https://v1.api.example.org/", true);
        Check("https://*.example.org/*", "https://example.org/", false);
        Check("https://*.example.org/*", "https://evilexample.org/", false);
        Check("https://*.example.org/*", "https://api.example.org.evil.net/", false);
        Check("http://localhost:*/health", "http://localhost:8080/health", true);
        Check("http://localhost:*/health", "http://localhost:8080/admin", false);
        Check("http://localhost/public/*", "http://localhost/public/../admin", false);
        Check("http://localhost/public/*", "http://localhost/public/%2e%2e/admin", false);
        Check("http://localhost/public/*", "http://localhost/public/..%2fadmin", false);
        Check("http://localhost/public/*", "http://localhost/public/%252e%252e/admin", false);
    }

    [Test]
    public void What_is_no_pattern_is_refused()
    {
        foreach (var text in (string[])["", "*", "example.org", "http://*", "http://*/", "http://*.*/", "http://10.0.0.*/", "http://user@host/", "http://a/b*c", "http://a/?q=1", "http://a*", "http://a:99999/", "http://a/%2e%2e/", "http://a/ b", "HTTP://a b/"])
            Assert.That(UrlPattern.TryParse(text, out _), Is.False, text);
    }

    static void Check(string pattern, string url, bool allowed)
    {
        Assert.That(UrlPattern.TryParse(pattern, out var parsed), pattern);
        Assert.That(parsed!.Matches(new Uri(url)), Is.EqualTo(allowed), $"{url} by {pattern}");
    }
}
