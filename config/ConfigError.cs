using System.Globalization;

namespace MetricsAgent.Config;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">From 1; 0 where the file as a whole is the problem.</param>
/// <param name="Column">From 1; 0 where the file as a whole is the problem.</param>
/// <param name="Message">The key, what is wrong with it and what is right.</param>
public sealed record ConfigError(string File, int Line, int Column, string Message)
{
    /// <summary><c>agent.yaml:12:5: message</c>, as compilers write it.</summary>
    public override string ToString() => Line == 0
        ? $"{File}: {Message}"
        : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}");
}
