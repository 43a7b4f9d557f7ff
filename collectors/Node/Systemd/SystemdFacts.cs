using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>What systemd tells of itself, and its list of units.</summary>
internal sealed partial class SystemdFacts(SystemdUnits units, SystemdRefusal refusal) : IDBusBatch
{
    const int Version = 0;
    const int Virtualization = 1;
    const int State = 2;
    const int Units = 3;

    readonly CachedText[] texts = [new(), new(), new()];
    readonly bool[] isKnown = new bool[3];

    /// <summary>The version whose number is <see cref="number"/>, which is NaN without one.</summary>
    string numbered = "";
    double number = double.NaN;

    public int Count => Units + 1;

    internal void Clear() => Array.Clear(isKnown);

    public void Ask(DBusCalls calls, int index)
    {
        var path = "/org/freedesktop/systemd1"u8;
        var type = "org.freedesktop.systemd1.Manager"u8;
        if (index == Units)
            calls.Add("org.freedesktop.systemd1"u8, path, type, "ListUnits"u8);
        else
            calls.Get(path, type, index == Version ? "Version"u8 : index == Virtualization ? "Virtualization"u8 : "SystemState"u8);
    }

    /// <exception cref="DBusException">There is no list.</exception>
    public void Take(int index, DBusMessage answer)
    {
        var reader = answer.Reader;
        if (answer.Kind == DBusMessage.Failure && index == Units)
            throw new DBusException(answer);
        if (answer.Kind == DBusMessage.Failure)
            refusal.Note(answer);
        else if (index == Units)
            units.Read(reader);
        else if (isKnown[index] = reader.Signature().SequenceEqual("s"u8))
            texts[index].Set(reader.Text());
    }

    internal void Emit(Samples samples)
    {
        if (!ReferenceEquals(numbered, texts[Version].Text))
            (numbered, number) = (texts[Version].Text, NumberOf(texts[Version].Text));
        if (isKnown[Version] && !double.IsNaN(number))
            samples.Add(SystemdFamilies.Version, number, texts[Version].Text);
        if (isKnown[Virtualization])
            samples.AddInfo(SystemdFamilies.Virtualization, texts[Virtualization].Text.Length > 0 ? texts[Virtualization].Text : "none");
        if (isKnown[State])
            samples.Add(SystemdFamilies.Running, texts[State].Text == "running" ? 1 : 0);
    }

    static double NumberOf(string version) =>
        double.TryParse(Number().Match(version).ValueSpan, CultureInfo.InvariantCulture, out var parsed) ? parsed : double.NaN;

    /// <summary>As in <c>252.38-1~deb12u1</c>.</summary>
    [GeneratedRegex(@"[0-9]{3,}(\.[0-9]+)?")]
    private static partial Regex Number();
}
