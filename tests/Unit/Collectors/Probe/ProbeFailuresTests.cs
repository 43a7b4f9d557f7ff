using System.Net.Sockets;
using System.Security.Authentication;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Tests.Contract;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class ProbeFailuresTests
{
    [Test]
    public void Every_reason_is_in_the_documents_list()
    {
        var document = Source.Read("collectors/METRICS.md");
        foreach (var failure in Enum.GetValues<ProbeFailure>())
            Assert.That(document, Does.Contain($"\n| `{failure.Label()}` | "));
    }

    [Test]
    public void The_phase_tells_what_an_exception_means()
    {
        var refused = new HttpRequestException(HttpRequestError.ConnectionError, "", new SocketException((int)SocketError.ConnectionRefused));
        var silent = new HttpRequestException(HttpRequestError.ConnectionError, "", new SocketException((int)SocketError.TimedOut));
        var ended = new HttpRequestException(HttpRequestError.ResponseEnded);
        var cancelled = new OperationCanceledException();

        Check(new SocketException((int)SocketError.TryAgain), ProbePhase.Resolve, ProbeFailure.Dns);
        Check(cancelled, ProbePhase.Resolve, ProbeFailure.Dns, late: true);
        Check(refused, ProbePhase.Connect, ProbeFailure.Refused);
        Check(silent, ProbePhase.Connect, ProbeFailure.ConnectTimeout);
        Check(cancelled, ProbePhase.Connect, ProbeFailure.ConnectTimeout, late: true);
        Check(new AuthenticationException(), ProbePhase.Tls, ProbeFailure.Tls);
        Check(new AuthenticationException(), ProbePhase.Tls, ProbeFailure.CertificateName, certificate: ProbeFailure.CertificateName);
        Check(cancelled, ProbePhase.Tls, ProbeFailure.Timeout, late: true);
        Check(ended, ProbePhase.Processing, ProbeFailure.Protocol);
        Check(new SocketException((int)SocketError.ConnectionRefused), ProbePhase.Processing, ProbeFailure.Refused);
        Check(new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded), ProbePhase.Processing, ProbeFailure.TooLarge);
        Check(cancelled, ProbePhase.Transfer, ProbeFailure.Timeout, late: true);
        Check(new IOException(), ProbePhase.Transfer, ProbeFailure.Protocol);

        static void Check(Exception exception, ProbePhase phase, ProbeFailure want, bool late = false, ProbeFailure? certificate = null) =>
            Assert.That(ProbeFailures.Of(exception, phase, late, certificate), Is.EqualTo(want), $"{exception.GetType().Name} in {phase}");
    }

    [Test]
    public void Every_failure_has_a_label_of_its_own() =>
        Assert.That(Enum.GetValues<ProbeFailure>().Select(failure => failure.Label()), Is.Unique.And.All.Match("^[a-z_]+$"));
}
