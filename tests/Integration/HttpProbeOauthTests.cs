using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using static MetricsAgent.Tests.Integration.HttpProbes;

namespace MetricsAgent.Tests.Integration;

/// <summary>Tokens for client credentials, from a real token server.</summary>
internal sealed class HttpProbeOauthTests
{
    TokenServer server = null!;

    [SetUp]
    public async Task Start() => server = await TokenServer.StartAsync();

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task A_token_is_fetched_once_and_kept()
    {
        var probe = Create(Target());
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
        Assert.That(server.Tokens, Is.EqualTo(1));
    }

    [Test]
    public async Task An_expired_token_is_replaced()
    {
        // Seconds before it expires it is not used any more.
        server.ExpiresIn = "\"9\"";
        var probe = Create(Target());
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
        Assert.That(server.Tokens, Is.EqualTo(2));
    }

    [Test]
    public async Task A_token_that_was_revoked_is_replaced_after_one_failure()
    {
        var probe = Create(Target());
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
        server.Revoke();
        Assert.That((await probe.RunAsync()).Failure, Is.EqualTo(ProbeFailure.Status));
        Assert.That((await probe.RunAsync()).Failure, Is.Null);
    }

    [Test]
    public async Task Scopes_and_parameters_are_sent()
    {
        var target = Target();
        target.Oauth2!.Scopes = ["read", "health"];
        target.Oauth2.EndpointParams = new Dictionary<string, string> { ["audience"] = "https://api.example" };
        await CheckAsync(target, null);
        Assert.That(server.LastForm, Is.EqualTo("grant_type=client_credentials&audience=https://api.example&scope=read health"));
    }

    [Test]
    public async Task A_server_that_wants_the_credentials_in_the_body_gets_them()
    {
        server.WantsBody = true;
        var target = Target();
        target.Oauth2!.TokenUrl = server.Url;
        await CheckAsync(target, null);
        Assert.That(server.LastForm, Does.Contain("client_id=agent&client_secret=s3cret"));
    }

    [Test]
    public async Task A_failing_token_server_has_the_reasons_of_any_other_hop()
    {
        var refusing = Target();
        refusing.Oauth2!.ClientSecret = "wrong";
        var refused = await CheckAsync(refusing, ProbeFailure.Status);
        Assert.That(refused.Response, Is.Null);

        var gone = Target();
        gone.Oauth2!.TokenUrl = $"http://127.0.0.1:{FreePort.Next()}/";
        await CheckAsync(gone, ProbeFailure.Refused);
        gone.Oauth2.TokenUrl = "http://nosuch.invalid/";
        await CheckAsync(gone, ProbeFailure.Dns);
        gone.Oauth2.TokenUrl = server.Url.Replace("http:", "https:", StringComparison.Ordinal);
        await CheckAsync(gone, ProbeFailure.Tls);

        foreach (var answer in new[] { "<html>", "{}", "[]", """{"access_token":7}""", """{"access_token":"a\r\nX: y"}""", """{"access_token":""}""" })
        {
            server.Answer = answer;
            await CheckAsync(Target(), ProbeFailure.Protocol);
        }
    }

    [Test]
    public async Task A_slow_token_server_counts_against_the_deadline()
    {
        server.Delay = TimeSpan.FromSeconds(30);
        var probe = await CheckAsync(Target() with { Timeout = TimeSpan.FromSeconds(1) }, ProbeFailure.Timeout);
        Assert.That(probe.Phases, Is.EqualTo(new PhaseTimes(null, null, null, null, null)));
        Assert.That(probe.Duration, Is.LessThan(Patient));
    }

    ProbeTarget Target() => new() { Url = server.Service, Oauth2 = new() { ClientId = "agent", ClientSecret = "s3cret", TokenUrl = server.Url } };
}
