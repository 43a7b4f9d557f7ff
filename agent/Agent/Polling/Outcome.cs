using MetricsAgent.Metrics;

namespace MetricsAgent.Polling;

/// <summary>How one poll ended.</summary>
/// <param name="Missing">What was not there; an entry without a part is the whole collector.</param>
internal sealed record Outcome(bool Success, TimeSpan Duration, DateTimeOffset? LastSuccess, IReadOnlyList<Unavailability> Missing)
{
    /// <summary>It came back by itself.</summary>
    internal static Outcome Of(IReadOnlyList<Unavailability> missing, TimeSpan duration, DateTimeOffset now, Outcome? previous)
    {
        var success = missing.All(entry => entry.Part.Length > 0);
        return new(success, duration, success ? now : previous?.LastSuccess, missing);
    }

    /// <summary>It threw.</summary>
    internal static Outcome Of(Exception error, bool late, TimeSpan duration, Outcome? previous)
    {
        var reason = late && error is OperationCanceledException ? Reason.Timeout : Reason.Error;
        var detail = reason == Reason.Timeout ? "no answer before the deadline" : $"{error.GetType().Name}: {error.Message}";
        return new(false, duration, previous?.LastSuccess, [new("", reason, detail)]);
    }

    /// <summary>It has not come back at all.</summary>
    internal static Outcome Hanging(TimeSpan timeout, Outcome? previous) =>
        new(false, timeout, previous?.LastSuccess, [new("", Reason.Timeout, "hangs past its deadline; it is polled again when it comes back")]);
}
