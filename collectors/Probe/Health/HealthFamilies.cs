using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>What bodies say about a service: its components, numbers and version.</summary>
static class HealthFamilies
{
    internal static readonly FamilySet Families = new("Bodies of health URLs");

    // All states, not only the one it is in: a share of time, avg_over_time(…{status="healthy"}), needs the zeros.
    static readonly Family ComponentStatus = Families.Gauge("probe_component_status", "1 for the status that the body gives for the component, 0 for the others.", "component", "status");
    static readonly Family Omitted = Families.Gauge("probe_components_omitted", "Components of the body that are not exposed because there are more than health.max_components.");
    static readonly Family JsonValue = Families.Gauge("probe_json_value", "Number in the body at the JSON path of health.json_values, in the unit the body has it in; booleans are 1 and 0.", "key");
    static readonly Family Version = Families.Info("probe_version_info", "Version or release of the service as the body gives it.", "version");
    static readonly Family Deployments = Families.Counter("app_deployments_total", "Times that the body showed a version not shown lately, or a process started since the probes began.");

    internal static void Emit(Samples samples, HealthReading health)
    {
        // By index: the enumerator of an interface is allocated.
        for (var i = 0; i < health.Components.Count; i++)
        {
            foreach (var status in HealthStates.All)
                samples.Add(ComponentStatus, status == health.Components[i].State ? 1 : 0, health.Components[i].Name, status.Label());
        }

        if (health.Components.Count > 0 || health.Omitted > 0)
            samples.Add(Omitted, health.Omitted);
        for (var i = 0; i < health.Values.Count; i++)
            samples.Add(JsonValue, health.Values[i].Value, health.Values[i].Name);
        if (health.Version is { } version)
            samples.AddInfo(Version, version);
    }

    internal static void EmitDeployments(Samples samples, long deployments) => samples.Add(Deployments, deployments);
}
