using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Collectors.Node.Systemd;

namespace MetricsAgent.Tests.Golden;

internal sealed class SystemdTests
{
    [Test]
    public async Task Units_are_exposed_as_reviewed()
    {
        var samples = new Samples();
        await SystemdTalk.PollAsync(new(SystemdTalk.Bytes), samples);
        Golden.Check("Systemd", Exposed.Text(samples));
    }
}
