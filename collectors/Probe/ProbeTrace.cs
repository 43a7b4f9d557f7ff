namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// What a probe decided on its way, for a person who wants to know why: kept only where somebody asked for it. It flows with the call
/// as an <see cref="System.Diagnostics.Activity"/> does, so that no probe has to hand it on.
/// </summary>
internal sealed class ProbeTrace(TimeProvider clock)
{
    static readonly AsyncLocal<ProbeTrace?> current = new();

    readonly long start = clock.GetTimestamp();
    readonly List<ProbeNote> notes = [];

    /// <summary>Null where nobody listens: <c>ProbeTrace.Current?.Note(…)</c> then costs nothing.</summary>
    internal static ProbeTrace? Current
    {
        get => current.Value;
        set => current.Value = value;
    }

    internal IReadOnlyList<ProbeNote> Notes
    {
        get
        {
            lock (notes)
                return [.. notes];
        }
    }

    /// <summary>Why the attempt failed; null as long as it has not. The first cause counts.</summary>
    internal string? Cause { get; private set; }

    internal void BeginAttempt() => Cause = null;

    internal void Note(FormattableString text) => Add(FormattableString.Invariant(text));

    /// <summary>A note that says why the attempt fails.</summary>
    internal void Fail(FormattableString why)
    {
        var text = Add(FormattableString.Invariant(why));
        Cause ??= text;
    }

    string Add(string text)
    {
        // What a server says is printed on a terminal.
        if (text.Any(char.IsControl))
            text = string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        lock (notes)
            notes.Add(new(clock.GetElapsedTime(start), text));
        return text;
    }
}

/// <param name="At">Since the probe's start.</param>
public sealed record ProbeNote(TimeSpan At, string Text);
