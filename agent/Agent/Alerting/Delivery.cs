using System.Net;
using MetricsAgent.Collectors.Self;
using Microsoft.AspNetCore.WebUtilities;

namespace MetricsAgent.Alerting;

/// <summary>What became of an attempt to deliver a notification.</summary>
/// <param name="Failure">Null when it was delivered.</param>
/// <param name="Answer">What the other side said, for the log and for who tests a receiver; without secrets.</param>
internal sealed record Delivery(NotificationFailure? Failure, string Answer)
{
    const int LongestAnswer = 300;

    /// <summary>What the other side asks for, with 429 or 503.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    internal bool IsDelivered => Failure is null;

    /// <summary>It would be the same another time.</summary>
    internal bool IsFinal => Failure is NotificationFailure.ClientError;

    internal static Delivery Done(string answer) => new(null, Brief(answer));

    internal static Delivery Failed(NotificationFailure failure, string answer) => new(failure, Brief(answer));

    /// <summary>As all HTTP receivers mean it: 429, 408 and what the server did wrong may go better another time; the rest of what is no success will not.</summary>
    internal static Delivery Of(HttpStatusCode status, string body, TimeSpan? retryAfter)
    {
        var answer = Brief($"{$"{(int)status} {ReasonPhrases.GetReasonPhrase((int)status)}".TrimEnd()}{(body.Length > 0 ? $": {body}" : "")}");
        return (int)status switch
        {
            >= 200 and <= 299 => new(null, answer),
            429 => new(NotificationFailure.RateLimited, answer) { RetryAfter = retryAfter },
            408 or >= 500 => new(NotificationFailure.ServerError, answer) { RetryAfter = retryAfter },
            _ => new(NotificationFailure.ClientError, answer),
        };
    }

    /// <summary>One line, no longer than one reads.</summary>
    static string Brief(string text)
    {
        var line = string.Concat(text.Trim().Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestAnswer ? line : line[..LongestAnswer] + "…";
    }
}
