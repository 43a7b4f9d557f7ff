using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>Texts and times of a file of rules or of their tests.</summary>
/// <param name="source">The file's whole text.</param>
sealed class RuleFileValues(string file, string source, Problems problems)
{
    internal SourceText Text(string path, string text) => new(file, source, problems.Where(path), text);

    /// <returns>Null where none is given, or none that can be read.</returns>
    internal TimeSpan? Time(string path, string text)
    {
        if (text.Length == 0)
            return null;
        if (RuleDuration.TryParse(text, out var time))
            return time;
        problems.Report(path, $"must be {RuleDuration.Expected}, not {Quote.Text(text)}");
        return null;
    }
}
