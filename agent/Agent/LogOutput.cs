using MetricsAgent.Config;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MetricsAgent;

/// <summary>The log on stderr: in lines for people, or as JSON.</summary>
static class LogOutput
{
    internal static void Configure(ILoggingBuilder logging, LogConfig config)
    {
        logging.SetMinimumLevel(config.Level switch
        {
            LogSeverity.Debug => LogLevel.Debug,
            LogSeverity.Info => LogLevel.Information,
            LogSeverity.Warn => LogLevel.Warning,
            _ => LogLevel.Error,
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // What it says of a taken port, with a stack trace, the exit message says better.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddConsole(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.FormatterName = config.Format == LogFormat.Json ? ConsoleFormatterNames.Json : LineFormatter.FormatterName;
        });
        logging.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
        logging.Services.Configure<JsonConsoleFormatterOptions>(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
    }
}
