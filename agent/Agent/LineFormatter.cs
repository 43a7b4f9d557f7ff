using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MetricsAgent;

/// <summary>A log line as people read it: <c>2026-01-31T12:00:00Z warn postgres unavailable (timeout): …</c>.</summary>
internal sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Critical or LogLevel.Error => "error",
            LogLevel.Warning => "warn",
            LogLevel.Information => "info",
            _ => "debug",
        };
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
            text = $"{text}: {exception}";
        textWriter.Write(clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ ", CultureInfo.InvariantCulture));
        textWriter.Write(level);
        textWriter.Write(' ');

        // One event, one line, whatever a server has put into its message.
        textWriter.WriteLine(text.ReplaceLineEndings(" "));
    }
}
