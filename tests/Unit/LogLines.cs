using MetricsAgent.Polling;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Tests.Unit;

/// <summary>A log that is read by a test, line by line.</summary>
internal sealed class LogLines : ILogger<PollLoops>
{
    readonly Lock gate = new();
    readonly List<string> lines = [];

    internal string[] Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (gate)
            lines.Add(formatter(state, exception));
    }
}
