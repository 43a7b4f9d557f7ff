namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>The components of one body, up to a limit. Of two with the same name the worse counts.</summary>
internal sealed class HealthComponents(int limit)
{
    readonly List<ComponentReading> readings = [];
    readonly Dictionary<string, int> positions = [];

    internal IReadOnlyList<ComponentReading> Readings => readings;

    /// <summary>Above the limit.</summary>
    internal int Omitted { get; private set; }

    /// <summary>Also of those above the limit.</summary>
    internal HealthState? Worst { get; private set; }

    /// <param name="state">Null for what turned out not to be a component.</param>
    internal void Add(string name, HealthState? state)
    {
        if (state is not { } known)
            return;
        var label = JsonText.Label(name);
        if (label.Length == 0 && known == HealthState.Healthy)
            return;
        // What is not well counts, whatever it is called.
        if (label.Length == 0)
            label = "unnamed";
        Worst = Worst.Or(known);
        if (positions.TryGetValue(label, out var position))
        {
            readings[position] = new(label, readings[position].State.Or(known));
        }
        else if (readings.Count < limit)
        {
            positions.Add(label, readings.Count);
            readings.Add(new(label, known));
        }
        else
        {
            Omitted++;
        }
    }
}
