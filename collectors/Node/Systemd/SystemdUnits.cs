using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>
/// The units of one poll, from the answer to ListUnits, an array of (ssssssouso), and what is asked of each. A Get for each number costs
/// systemd less than a GetAll, for which it reads all that the unit's cgroup counts.
/// </summary>
internal sealed class SystemdUnits : IDBusBatch
{
    /// <summary>Those that every unit has a series for.</summary>
    internal static readonly string[] States = ["active", "activating", "deactivating", "inactive", "failed"];

    /// <summary>Units that come and go have names of their own; so many that have gone are remembered at least.</summary>
    const int Slack = 256;

    static readonly string[] AllStates = [.. States, "reloading", "refreshing", "maintenance"];

    readonly int[] counts = new int[AllStates.Length];
    readonly Utf8Map<string> states = new(Known);
    readonly List<SystemdUnit> included = [];
    readonly List<SystemdQuestion> questions = [];
    readonly SystemdRefusal refusal;
    readonly Exclusion exclusion;
    Utf8Map<SystemdUnit> units;

    internal SystemdUnits(SystemdConfig config, SystemdRefusal refusal)
    {
        this.refusal = refusal;
        exclusion = new(Whole(config.UnitExclude), Whole(config.UnitInclude));
        units = Named();
    }

    public int Count => questions.Count;

    public void Ask(DBusCalls calls, int index) => questions[index].Unit.Ask(calls, questions[index].Number);

    public void Take(int index, DBusMessage answer)
    {
        if (answer.Kind == DBusMessage.Failure)
            refusal.Note(answer);
        else
            questions[index].Unit.Take(answer.Reader, questions[index].Number);
    }

    /// <exception cref="InvalidDataException">It is no such answer.</exception>
    internal void Read(DBusReader answer)
    {
        included.Clear();
        questions.Clear();
        Array.Clear(counts);
        var listed = 0;
        var length = answer.UInt32();
        answer.Align(8);
        for (var stop = answer.Position + (long)length; answer.Position < stop; listed++)
            ReadUnit(ref answer);
        foreach (var unit in included)
            unit.Want(questions);
        if (units.Count > (2 * listed) + Slack)
            units = Named();
    }

    internal void Emit(Samples samples)
    {
        for (var i = 0; i < AllStates.Length; i++)
        {
            if (i < States.Length || counts[i] > 0)
                samples.Add(SystemdFamilies.Units, counts[i], AllStates[i]);
        }

        foreach (var unit in included)
            unit.Emit(samples);
    }

    void ReadUnit(ref DBusReader answer)
    {
        answer.Align(8);
        var name = answer.Text();
        _ = answer.Text();
        var load = answer.Text();
        var state = states[answer.Text()];
        _ = answer.Text();
        _ = answer.Text();
        var path = answer.Text();
        _ = answer.UInt32();
        _ = answer.Text();
        _ = answer.Text();

        var index = Array.IndexOf(AllStates, state);
        if (index >= 0)
            counts[index]++;
        var unit = units[name];
        if (unit.IsExcluded || !load.SequenceEqual("loaded"u8))
            return;
        unit.Begin(path, state);
        included.Add(unit);
    }

    Utf8Map<SystemdUnit> Named() => new(name => new(name, exclusion.Covers(name)), int.MaxValue);

    /// <summary>A state that is not known is none that could be shown.</summary>
    static string Known(string state) => Array.Find(AllStates, known => known == state) ?? "";

    /// <summary>Of units, unlike of everything else, node_exporter's patterns have to match the whole name.</summary>
    static string Whole(string pattern) => pattern.Length == 0 ? "" : $"^(?:{pattern})$";
}
