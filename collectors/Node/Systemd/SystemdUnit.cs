using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>A unit, and what the last poll has learnt of it.</summary>
/// <param name="isExcluded">The configuration leaves it out.</param>
internal sealed class SystemdUnit(string name, bool isExcluded)
{
    readonly SystemdUnitKind kind = SystemdUnitKind.Of(name);
    readonly double[] values = new double[SystemdUnitKind.Of(name).Numbers.Length];
    CachedText type = new();
    bool isTypeKnown;

    /// <summary>Of its D-Bus object.</summary>
    byte[] path = [];
    string state = "";

    internal bool IsExcluded => isExcluded;

    /// <summary>Begins a poll.</summary>
    internal void Begin(ReadOnlySpan<byte> itsPath, string itsState)
    {
        if (!itsPath.SequenceEqual(path))
            path = itsPath.ToArray();
        // Type= changes with the unit's file only, and that comes into force with another start.
        isTypeKnown &= itsState == state;
        state = itsState;
    }

    /// <summary>Adds what it has to be asked.</summary>
    internal void Want(List<SystemdQuestion> questions)
    {
        if (!isTypeKnown && kind.Typed.Length > 0)
            questions.Add(new(this, SystemdQuestion.Type));
        for (var number = 0; number < values.Length; number++)
        {
            var isZero = kind.Numbers[number].IsOfActive && state != "active";
            values[number] = isZero ? 0 : double.NaN;
            if (!isZero)
                questions.Add(new(this, number));
        }
    }

    internal void Ask(DBusCalls calls, int number)
    {
        if (number == SystemdQuestion.Type)
            calls.Get(path, kind.Typed, "Type"u8);
        else
            calls.Get(path, kind.Numbers[number].Interface, kind.Numbers[number].Property);
    }

    /// <exception cref="InvalidDataException">The answer ends too early.</exception>
    internal void Take(DBusReader answer, int number)
    {
        if (number != SystemdQuestion.Type)
            values[number] = kind.Numbers[number].Read(answer);
        else if (isTypeKnown = answer.Signature().SequenceEqual("s"u8))
            type.Set(answer.Text());
    }

    internal void Emit(Samples samples)
    {
        foreach (var each in SystemdUnits.States)
            samples.Add(SystemdFamilies.State, each == state ? 1 : 0, name, each, type.Text);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
                samples.Add(kind.Numbers[i].Family, values[i], name);
        }
    }
}

/// <summary>A property that one unit is asked for.</summary>
/// <param name="Number">Which of its kind's, or <see cref="Type"/>.</param>
internal readonly record struct SystemdQuestion(SystemdUnit Unit, int Number)
{
    internal const int Type = -1;
}
