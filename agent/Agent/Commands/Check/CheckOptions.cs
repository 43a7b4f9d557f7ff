using System.CommandLine;
using MetricsAgent.Config.Values;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>The options of <c>check</c>, and what they say once they are read.</summary>
internal sealed class CheckOptions
{
    internal Argument<string[]> Names { get; } = CheckArgument.Create();

    internal Option<string?> Config { get; } = ConfigSource.Option(shortName: null);

    internal Option<string> Output { get; } = OutputOption.Of("text", "json", "nagios", "prometheus", "junit");

    internal Option<string?> Expression { get; } = new("--expr") { Description = "Judges an expression instead of the rules.", HelpName = "PROMQL" };

    internal Option<string?> Warning { get; } = new("--warning", "-w") { Description = "Of --expr: warns where a value is outside of this range; with @ inside.", HelpName = "RANGE" };

    internal Option<string?> Critical { get; } = new("--critical", "-c") { Description = "The same, critical. (The short -c of other commands, --config, has to be written out here.)", HelpName = "RANGE" };

    internal Option<string> Sample { get; } = new("--sample")
    {
        Description = "From the first collection to the second, between which rates are taken; 0 collects once.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "1s",
    };

    internal Option<string> Timeout { get; } = new("--timeout", "-t")
    {
        Description = "After this time, counted from the start of the process, the check ends with what is known.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "10s",
    };

    internal Option<string?> Url { get; } = new("--url") { Description = "Asks a running agent, or a Prometheus, instead of collecting.", HelpName = "URL" };

    internal Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Also prints what is up, and what does not fire." };

    internal Option<bool> Version { get; } = new("--version", "-V") { Description = "Prints the version, and checks nothing." };

    internal IEnumerable<Option> All => [Config, Output, Expression, Warning, Critical, Sample, Timeout, Url, Verbose, Version];

    /// <exception cref="CheckException">An option cannot be read.</exception>
    internal CheckExpression? ReadExpression(ParseResult parsed)
    {
        var (warning, critical) = (Range(parsed, Warning), Range(parsed, Critical));
        if (parsed.GetValue(Expression) is not { } text)
            return warning is null && critical is null ? null : throw new CheckException("--warning and --critical need --expr, whose values they judge");
        if (parsed.GetValue(Names) is { Length: > 0 } names)
            throw new CheckException($"--expr is judged instead of rules and collectors; '{string.Join(' ', names)}' would not be: leave it out, or check it by itself");
        try
        {
            var expression = PromqlParser.Parse(text);
            return expression.Type is Rules.Promql.ValueType.Vector or Rules.Promql.ValueType.Scalar
                ? new(expression, warning, critical)
                : throw new CheckException($"--expr '{text}' must give an instant vector or a number");
        }
        catch (PromqlException e)
        {
            throw new CheckException($"--expr: {e.Describe(text)}");
        }
    }

    /// <exception cref="CheckException">An option cannot be read.</exception>
    internal TimeSpan ReadTimeout(ParseResult parsed) =>
        Time(parsed, Timeout) is { Ticks: > 0 } time ? time : throw new CheckException("--timeout must be more than 0");

    /// <exception cref="CheckException">An option cannot be read.</exception>
    internal TimeSpan ReadSample(ParseResult parsed) => Time(parsed, Sample);

    /// <exception cref="CheckException">An option cannot be read.</exception>
    internal Uri? ReadUrl(ParseResult parsed)
    {
        if (parsed.GetValue(Url) is not { } asked)
            return null;
        return AgentAddress.TryParse(asked, out var address, out var problem) ? address : throw new CheckException(problem);
    }

    static TimeSpan Time(ParseResult parsed, Option<string> option)
    {
        var text = parsed.GetValue(option)!;
        if (text == "0")
            return TimeSpan.Zero;
        return Duration.TryParse(text, out var time) && time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1)
            ? time
            : throw new CheckException($"{option.Name} '{text}' must be {Duration.Expected}");
    }

    /// <summary>A file behind <c>-c</c>, as for the other commands.</summary>
    static string Hint(string text) => text.EndsWith(".yaml", StringComparison.Ordinal) || text.EndsWith(".yml", StringComparison.Ordinal)
        ? "; the configuration is --config, as -c is the critical range of every monitoring plugin"
        : "";

    static NagiosRange? Range(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } text ? null
        : NagiosRange.Parse(text) ?? throw new CheckException($"{option.Name} '{text}' must be {NagiosRange.Expected}{Hint(text)}");
}
