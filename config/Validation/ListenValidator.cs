using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

internal sealed class ListenValidator : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        if (!ListenAddress.TryParse(config.Web.Listen, out _))
            problems.Report("web.listen", "must be an address and a port from 0 to 65535, such as 127.0.0.1:9464, "
                + $"[::1]:9464, localhost:9464, or :9464 for every address, not {Quote.Text(config.Web.Listen)}");
    }
}
