using System.Globalization;
using System.Net;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Asks a gRPC server, or one of its services, for its health.</summary>
/// <param name="url"><c>grpc://host:port</c> or, over TLS, <c>grpcs://host:port</c>, and the name of a service as the path.</param>
/// <param name="timeout">Of the whole probe.</param>
internal sealed class GrpcProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    const int MaxBody = 4 << 10;

    readonly Uri target = new(url, UriKind.Absolute);
    readonly ProbeRoute route = ProbeRoute.Of(settings);

    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    public async Task<ProbeReading> RunAsync(CancellationToken cancel)
    {
        using var attempt = new ProbeAttempt(timeout, clock, cancel);
        using var connection = new ProbeConnection(route, clock, attempt.Cancel);
        var phases = connection.Phases;
        var answer = new GrpcAnswer();
        var failure = await attempt.TryAsync(phases, async () =>
        {
            using var request = Request();
            using var response = await connection.SendAsync(request, own: true);
            var failure = await ReadAsync(response, answer, attempt.Cancel);
            phases.End(ProbePhase.Transfer);
            return failure;
        }, () => connection.Certificate?.Failure);

        return new GrpcReading(failure, phases.Elapsed, phases.Times, answer)
        {
            Lookup = phases.FirstLookup,
            Address = connection.Address,
            Certificate = connection.Certificate,
            Tls = connection.Tls,
        };
    }

    HttpRequestMessage Request()
    {
        var check = new UriBuilder(target) { Scheme = target.Scheme == "grpcs" ? "https" : "http", Path = "/grpc.health.v1.Health/Check" };
        var request = new HttpRequestMessage(HttpMethod.Post, check.Uri)
        {
            // Without TLS nothing is negotiated: HTTP/2 from the first byte.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcHealth.Request(Uri.UnescapeDataString(target.AbsolutePath.TrimStart('/')))),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        foreach (var (name, value) in settings.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    static async Task<ProbeFailure?> ReadAsync(HttpResponseMessage response, GrpcAnswer answer, CancellationToken cancel)
    {
        var body = new byte[MaxBody + 1];
        var length = await (await response.Content.ReadAsStreamAsync(cancel)).ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancel);
        if (length > MaxBody)
            return ProbeFailure.TooLarge;

        // In the trailers, or among the headers when there is nothing else.
        if (!response.TrailingHeaders.TryGetValues("grpc-status", out var status) && !response.Headers.TryGetValues("grpc-status", out status))
        {
            ProbeTrace.Current?.Fail($"the answer, HTTP status {(int)response.StatusCode}, has no grpc-status");
            return response.StatusCode == HttpStatusCode.OK ? ProbeFailure.Protocol : ProbeFailure.Status;
        }

        if (!int.TryParse(status.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return ProbeFailure.Protocol;
        answer.Status = code;
        if (code != 0)
        {
            ProbeTrace.Current?.Fail($"gRPC status {code}{(response.TrailingHeaders.TryGetValues("grpc-message", out var told) || response.Headers.TryGetValues("grpc-message", out told) ? $": {told.First()}" : "")}");
            return ProbeFailure.Status;
        }

        answer.State = GrpcHealth.Response(body.AsSpan(0, length));
        if (answer.State != GrpcHealth.Serving)
            ProbeTrace.Current?.Fail($"the service is {(answer.State < (ulong)GrpcHealth.States.Length ? GrpcHealth.States[(int)answer.State] : "in no state that there is")}");
        return answer.State switch
        {
            null => ProbeFailure.Protocol,
            GrpcHealth.Serving => null,
            _ => ProbeFailure.Status,
        };
    }
}

/// <summary>What is known so far, should the probe end here.</summary>
internal sealed class GrpcAnswer
{
    /// <summary>The number of the call's status, 0 for OK.</summary>
    internal int? Status { get; set; }

    /// <summary>The number of the health's state.</summary>
    internal ulong? State { get; set; }
}
