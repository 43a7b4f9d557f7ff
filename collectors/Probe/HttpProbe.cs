using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Probes a URL: asks, follows redirects, judges the answer. Whatever goes wrong on the way is a result.</summary>
/// <param name="timeout">Of the whole probe with all its redirects.</param>
internal sealed class HttpProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    readonly ProbeRequest request = new(url, settings);
    readonly TrustedAuthorities authorities = new(settings.TlsConfig.CaFile);
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
            ProbeTrace.Current?.Note($"{connection.Phases.Current}: {e.GetBaseException().Message}");
            answer.Failure ??= ProbeFailures.Of(e, connection.Phases.Current, deadline.IsCancellationRequested, connection.Certificate?.Failure);
        }

        return new HttpReading(answer.Failure, connection.Phases.Elapsed, connection.Phases.Times)
        {
            Lookup = connection.Phases.FirstLookup,
            Address = connection.Address,
            Redirects = answer.Redirects,
            BodyMismatch = answer.Failure == ProbeFailure.Body,
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
            ProbeTrace.Current?.Note($"{sent.Method} {ProbeRequest.Label(sent.RequestUri!.AbsoluteUri)}");
            using var response = await connection.SendAsync(sent);
            answer.Response = ResponseReading.Of(response, sent.RequestUri!);
            ProbeTrace.Current?.Note($"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}");
            if (!IsRedirect(response) || response.Headers.Location is not { } location)
            {
                await JudgeAsync(response, connection.Phases, answer, cancel);
                return;
            }

            next = answer.Redirects < settings.MaxRedirects ? request.Next(sent, response.StatusCode, location) : null;
            if (next is null || !settings.Permits(next.RequestUri!))
            {
                ProbeTrace.Current?.Note($"the redirect is not followed: {(answer.Redirects == settings.MaxRedirects ? "max_redirects" : next is null ? "it leads to no HTTP" : "the module does not allow where it leads")}");
                (next, answer.Failure) = (null, ProbeFailure.Redirects);
            }
            else
            {
                answer.Redirects++;
            }
        }
    }

    async Task JudgeAsync(HttpResponseMessage response, PhaseClock phases, Answer answer, CancellationToken cancel)
    {
        if (!IsExpected((int)response.StatusCode))
        {
            ProbeTrace.Current?.Note($"status {(int)response.StatusCode} is not expected: {(settings.ExpectStatus.Count == 0 ? "200 to 299" : string.Join(", ", settings.ExpectStatus))}");
            answer.Failure = ProbeFailure.Status;
        }

        using var body = new ProbeBody(settings.MaxBody, pattern);
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
        var matches = body.Matches();
        if (pattern is not null)
            ProbeTrace.Current?.Note($"the body, {body.Length} bytes, {(matches ? "matches" : "does not match")} {settings.BodyMatches}");
        if (!matches)
            answer.Failure ??= ProbeFailure.Body;
    }

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
    }
}
