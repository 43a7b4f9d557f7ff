using System.Text.RegularExpressions;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Probes a URL: asks, follows redirects, judges the answer. Whatever goes wrong on the way is a result.</summary>
/// <param name="timeout">Of the whole probe with all its redirects.</param>
internal sealed class HttpProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    readonly ProbeRequest request = new(url, settings);
    readonly TrustedAuthorities authorities = new(settings.TlsConfig.CaFile);
    readonly HealthReader health = new(settings.Health);
    readonly Deployments deployments = new();
    readonly Regex? pattern = settings.BodyMatches.Length == 0 ? null : new(settings.BodyMatches, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    public async Task<ProbeReading> RunAsync(CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        using var connection = new ProbeConnection(clock, authorities.Current(), settings.TlsConfig.InsecureSkipVerify, either.Token);
        var answer = new Answer();
        try
        {
            await FollowAsync(connection, answer, either.Token);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            answer.Failure ??= ProbeFailures.Of(e, connection.Phases.Current, deadline.IsCancellationRequested, connection.Certificate?.Failure);
        }

        if (answer.Health is { } said)
            deployments.See(said, clock.GetUtcNow());
        return new HttpReading(answer.Failure, connection.Phases.Elapsed, connection.Phases.Times)
        {
            Lookup = connection.Phases.FirstLookup,
            Address = connection.Address,
            Redirects = answer.Redirects,
            BodyMismatch = answer.BodyMismatch,
            Health = answer.Health,
            Deployments = deployments.Count,
            Response = answer.Response,
            BodyLength = answer.BodyLength,
            Certificate = connection.Certificate,
            Tls = connection.Tls,
        };
    }

    async Task FollowAsync(ProbeConnection connection, Answer answer, CancellationToken cancel)
    {
        var next = request.First();
        while (next is not null)
        {
            using var sent = next;
            answer.Response = null;
            using var response = await connection.SendAsync(sent);
            answer.Response = ResponseReading.Of(response, sent.RequestUri!);
            if (!IsRedirect(response) || response.Headers.Location is not { } location)
            {
                await JudgeAsync(response, connection.Phases, answer, cancel);
                return;
            }

            next = answer.Redirects < settings.MaxRedirects ? request.Next(sent, response.StatusCode, location) : null;
            if (next is null)
                answer.Failure = ProbeFailure.Redirects;
            else
                answer.Redirects++;
        }
    }

    async Task JudgeAsync(HttpResponseMessage response, PhaseClock phases, Answer answer, CancellationToken cancel)
    {
        if (!IsExpected((int)response.StatusCode))
            answer.Failure = ProbeFailure.Status;

        var type = response.Content.Headers.ContentType;
        using var body = new ProbeBody(settings.MaxBody, pattern, health, type?.MediaType);
        try
        {
            var fits = response.Content.Headers.ContentLength is not { } announced || announced <= settings.MaxBody;
            if (!fits || !await body.ReadAsync(await response.Content.ReadAsStreamAsync(cancel), cancel))
            {
                answer.Failure ??= ProbeFailure.TooLarge;
                return;
            }
        }
        finally
        {
            answer.BodyLength = body.Length;
        }

        phases.End(ProbePhase.Transfer);
        answer.Health = body.Health(type?.CharSet);
        answer.BodyMismatch = !body.Matches() && answer.Failure is null;
        if (answer.BodyMismatch || IsFailure(answer.Health?.State))
            answer.Failure ??= ProbeFailure.Body;
    }

    bool IsFailure(HealthState? state) => state is null ? settings.Health.Required : settings.Health.FailOn switch
    {
        HealthFailure.Unhealthy => state == HealthState.Unhealthy,
        HealthFailure.Degraded => state != HealthState.Healthy,
        _ => false,
    };

    bool IsExpected(int status) => settings.ExpectStatus.Count == 0 ? status is >= 200 and < 300 : settings.ExpectStatus.Contains(status);

    /// <summary>A redirect that is expected, or not to be followed, is an answer like any other.</summary>
    bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        && settings.MaxRedirects > 0
        && !settings.ExpectStatus.Contains((int)response.StatusCode);

    /// <summary>What is known so far, should the probe end here.</summary>
    sealed class Answer
    {
        internal ProbeFailure? Failure;
        internal int Redirects;
        internal ResponseReading? Response;
        internal long BodyLength;
        internal bool BodyMismatch;
        internal HealthReading? Health;
    }
}
