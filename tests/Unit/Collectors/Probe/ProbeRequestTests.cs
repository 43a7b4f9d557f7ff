using System.Net;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class ProbeRequestTests
{
    [Test]
    public void The_label_holds_nothing_that_may_be_secret()
    {
        Check("http://api.example/health", "http://api.example/health");
        Check("https://user:pass@api.example:8443/health?token=secret#part", "https://api.example:8443/health");
        Check("http://api.example", "http://api.example/");
        Check("http://[::1]:80/a b", "http://[::1]/a%20b");

        static void Check(string url, string label) => Assert.That(ProbeRequest.Label(url), Is.EqualTo(label));
    }

    [Test]
    public void User_information_leaves_the_url_and_becomes_a_header()
    {
        using var request = new ProbeRequest("https://me:p%3Aw@api.example/?a=1", new ProbeTarget()).First();

        Assert.That(request.RequestUri, Is.EqualTo(new Uri("https://api.example/?a=1")));
        Assert.That(request.Headers.Authorization!.ToString(), Is.EqualTo($"Basic {Convert.ToBase64String("me:p:w"u8)}"));
    }

    [Test]
    public void A_header_of_the_target_wins_over_user_information_and_user_agent()
    {
        var target = new ProbeTarget { Url = "http://me@api.example/", Headers = new Dictionary<string, string> { ["authorization"] = "Bearer t", ["user-agent"] = "mine" } };
        using var request = new ProbeRequest(target.Url, target).First();

        Assert.That(request.Headers.SelectMany(header => header.Value), Is.EqualTo(new[] { "Bearer t", "mine" }));
    }

    [Test]
    public void A_content_header_is_sent_with_an_empty_body()
    {
        using var request = new ProbeRequest("http://api.example/", new ProbeTarget() { Method = "POST", Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" } }).First();

        Assert.That(request.Content!.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
    }

    [Test]
    public void Headers_follow_a_redirect_only_where_they_are_safe()
    {
        Check("http://api.example/", "/next", kept: true);
        Check("http://api.example/", "https://api.example/", kept: true);
        Check("https://api.example/", "http://api.example/", kept: false);
        Check("https://api.example/", "https://other.example/", kept: false);

        static void Check(string url, string location, bool kept)
        {
            var requests = new ProbeRequest(url, new ProbeTarget() { Headers = new Dictionary<string, string> { ["X-Api-Key"] = "key" } });
            using var first = requests.First();
            using var next = requests.Next(first, HttpStatusCode.Redirect, new(location, UriKind.RelativeOrAbsolute));
            Assert.That(next!.Headers.Contains("X-Api-Key"), Is.EqualTo(kept), location);
            Assert.That(next.Headers.Contains("User-Agent"), Is.True);
        }
    }

    [Test]
    public void A_redirect_leads_to_http_or_nowhere()
    {
        Check("file:///etc/passwd", null);
        Check("ftp://api.example/", null);
        Check("//other.example/x", "http://other.example/x");
        Check("x?y=z", "http://api.example/a/x?y=z");

        static void Check(string location, string? url)
        {
            var requests = new ProbeRequest("http://api.example/a/b", new ProbeTarget());
            using var first = requests.First();
            using var next = requests.Next(first, HttpStatusCode.Redirect, new(location, UriKind.RelativeOrAbsolute));
            Assert.That(next?.RequestUri?.ToString(), Is.EqualTo(url), location);
        }
    }

    [Test]
    public void A_redirect_changes_the_method_as_browsers_do()
    {
        Check("POST", HttpStatusCode.Found, "GET");
        Check("POST", HttpStatusCode.SeeOther, "GET");
        Check("POST", HttpStatusCode.TemporaryRedirect, "POST");
        Check("HEAD", HttpStatusCode.Found, "HEAD");

        static void Check(string method, HttpStatusCode status, string then)
        {
            var requests = new ProbeRequest("http://api.example/", new ProbeTarget() { Method = method });
            using var first = requests.First();
            using var next = requests.Next(first, status, new("/next", UriKind.Relative));
            Assert.That(next!.Method.Method, Is.EqualTo(then));
        }
    }
}
