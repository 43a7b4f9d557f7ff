using System.Net;
using System.Text;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Probes a URL: asks, follows redirects, judges the answer. Whatever goes wrong on the way is a result.</summary>
/// <param name="timeout">Of the whole probe with its token and all its redirects.</param>
internal sealed class HttpProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    readonly ProbeRoute route = ProbeRoute.Of(settings);
    readonly ProbeExpectation expectation = ProbeExpectation.Of(settings);
    readonly RequestAuthorization authorization = new(settings, clock);
    readonly byte[]? body = settings.Body.Length == 0 ? null : Encoding.UTF8.GetBytes(settings.Body);
    readonly SettingsFile<byte[]>? bodyFile = settings.BodyFile.Length == 0 ? null : new("body_file", settings.BodyFile, Encoding.UTF8.GetBytes);
    readonly HealthReader health = HealthReader.Of(settings.Health);

    // Most targets tell none.
    Deployments? deployments;

    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    /// <exception cref="SettingsFileException">A file that the settings name cannot be read.</exception>
    public async Task<ProbeReading> RunAsync(CancellationToken cancel)
    {
        using var attempt = new ProbeAttempt(timeout, clock, cancel);
        using var connection = new ProbeConnection(route, clock, attempt.Cancel);
        var (phases, answer) = (connection.Phases, new Answer());
        var failure = await attempt.TryAsync(phases, () => AuthorizeAsync(answer, attempt.Cancel), ProbeFailures.OfToken)
            ?? await attempt.TryAsync(phases, () => FollowAsync(connection, answer, attempt.Cancel), () => connection.Certificate?.Failure);
        // Of several, the first counts.
        failure = answer.Failure ?? failure;

        if (answer.Response?.Status == (int)HttpStatusCode.Unauthorized)
            authorization.Refused();
        if (answer.Health is { TellsOfProcess: true } said)
            (deployments ??= new()).See(said, clock.GetUtcNow());
        return new HttpReading(failure, phases.Elapsed, Shown(phases.Times))
        {
            Lookup = phases.FirstLookup,
            Address = connection.Address,
            Redirects = answer.Redirects,
            BodyMismatch = answer.BodyMismatch || failure == ProbeFailure.Header,
            Health = answer.Health,
            Deployments = deployments?.Count,
            Response = answer.Response,
            BodyLength = answer.BodyLength,
            Certificate = connection.Certificate,
            Tls = connection.Tls,
        };
    }

    async Task<ProbeFailure?> AuthorizeAsync(Answer answer, CancellationToken cancel)
    {
        answer.Secrets = new(await authorization.HeaderAsync(cancel), bodyFile?.Current() ?? body);
        return null;
    }

    /// <summary>Asks, and asks again where a redirect leads.</summary>
    async Task<ProbeFailure?> FollowAsync(ProbeConnection connection, Answer answer, CancellationToken cancel)
    {
        // Not kept: a URL that was asked for its parts keeps them all, for each of many targets.
        var (request, cookies) = (new ProbeRequest(url, settings), new RedirectCookies());
        var next = request.First(answer.Secrets);
        while (next is not null)
        {
            using var sent = next;
            answer.Response = null;
            ProbeTrace.Current?.Note($"{sent.Method} {ProbeRequest.Label(sent.RequestUri!.AbsoluteUri)}");
            using var response = await connection.SendAsync(sent, request.IsOwn(sent.RequestUri!));
            answer.Response = ResponseReading.Of(response, sent.RequestUri!);
            ProbeTrace.Current?.Note($"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}");
            if (!IsRedirect(response) || response.Headers.Location is not { } location)
            {
                await JudgeAsync(response, connection.Phases, answer, cancel);
                return answer.Failure;
            }

            next = !settings.ForbidRedirects && answer.Redirects < settings.MaxRedirects
                ? request.Next(sent, response.StatusCode, location, answer.Secrets)
                : null;
            if (next is null || !settings.Permits(next.RequestUri!))
            {
                ProbeTrace.Current?.Fail($"the redirect is not followed: {WhyNot(next, answer.Redirects)}");
                (next, answer.Failure) = (null, ProbeFailure.Redirects);
            }
            else
            {
                cookies.Keep(response, sent.RequestUri!);
                cookies.AddTo(next);
                answer.Redirects++;
            }
        }

        return answer.Failure;
    }

    string Expected => settings.ExpectStatus.Count == 0 ? "200 to 299" : string.Join(", ", settings.ExpectStatus);

    string WhyNot(HttpRequestMessage? next, int redirects) =>
        next is not null ? "the module does not allow where it leads"
        : settings.ForbidRedirects ? "forbid_redirects"
        : redirects == settings.MaxRedirects ? "max_redirects"
        : "it leads to no HTTP";

    async Task JudgeAsync(HttpResponseMessage response, PhaseClock phases, Answer answer, CancellationToken cancel)
    {
        answer.Failure = expectation.Judge(response);
        if (answer.Failure is { } unexpected)
            ProbeTrace.Current?.Fail($"{(unexpected == ProbeFailure.Header ? $"a header is not as expected: {string.Join(", ", settings.ExpectHeaders.Keys)}" : $"status {(int)response.StatusCode} is not expected: {Expected}")}");

        var type = response.Content.Headers.ContentType;
        using var body = new ProbeBody(settings.MaxBody, expectation.ReadsBody, health, type?.MediaType);
        try
        {
            // The answer to HEAD announces what it does not have.
            var fits = response.Content.Headers.ContentLength is not { } announced || announced <= settings.MaxBody || response.RequestMessage?.Method == HttpMethod.Head;
            var stream = ProbeBody.Decoded(await response.Content.ReadAsStreamAsync(cancel), response.Content.Headers);
            await using (stream)
            {
                if (!fits || !await body.ReadAsync(stream, cancel))
                {
                    ProbeTrace.Current?.Fail($"the body is longer than max_body, {settings.MaxBody} bytes");
                    answer.Failure ??= ProbeFailure.TooLarge;
                    return;
                }
            }
        }
        finally
        {
            answer.BodyLength = body.Length;
        }

        phases.End(ProbePhase.Transfer);
        answer.Health = body.Health(type?.CharSet);
        answer.BodyMismatch = answer.Failure is null && expectation.ReadsBody && expectation.Judge(body.Text) is not null;
        if (expectation.ReadsBody && answer.Failure is null)
            Compared(answer, body.Length);
        if (answer.Health is { State: { } state })
            ProbeTrace.Current?.Note($"the body says {state}");
        if (IsFailure(answer.Health?.State))
            ProbeTrace.Current?.Fail($"{(answer.Health?.State is { } bad ? $"the body says {bad}, and fail_on is {settings.Health.FailOn}".ToLowerInvariant() : "the body says nothing about its health, and required is true")}");
        if (answer.BodyMismatch || IsFailure(answer.Health?.State))
            answer.Failure ??= ProbeFailure.Body;
    }

    void Compared(Answer answer, long length)
    {
        if (answer.BodyMismatch)
            ProbeTrace.Current?.Fail($"the body, {length} bytes, does not match {settings.BodyMatches}{(settings.BodyNotMatches.Length > 0 ? $", or matches {settings.BodyNotMatches}" : "")}");
        else
            ProbeTrace.Current?.Note($"the body, {length} bytes, matches {settings.BodyMatches}");
    }

    bool IsFailure(HealthState? state) => state is null ? settings.Health.Required : settings.Health.FailOn switch
    {
        HealthFailure.Unhealthy => state == HealthState.Unhealthy,
        HealthFailure.Degraded => state != HealthState.Healthy,
        _ => false,
    };

    /// <summary>A redirect that is expected, or not to be followed, is an answer like any other.</summary>
    bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        && (settings.MaxRedirects > 0 || settings.ForbidRedirects)
        && !expectation.Names((int)response.StatusCode);

    /// <summary>HTTP/3 has one handshake for all, within which nothing is stamped.</summary>
    PhaseTimes Shown(PhaseTimes times) => settings.HttpVersion == "3" ? times with { Resolve = null, Connect = null, Tls = null } : times;

    /// <summary>What is known so far, should the probe end here.</summary>
    sealed class Answer
    {
        internal RequestSecrets Secrets;
        internal ProbeFailure? Failure;
        internal int Redirects;
        internal ResponseReading? Response;
        internal long BodyLength;
        internal bool BodyMismatch;
        internal HealthReading? Health;
    }
}
