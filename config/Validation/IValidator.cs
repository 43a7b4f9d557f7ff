using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>One rule about values that were read, beyond the type and limits of each.</summary>
internal interface IValidator
{
    void Check(AgentConfig config, Problems problems);
}
