using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>A text of a file that knows where it is written, for errors inside of it.</summary>
public sealed class SourceText
{
    readonly string file;
    readonly string source;
    readonly Position start;

    internal SourceText(string file, string source, Position start, string text) => (this.file, this.source, this.start, Text) = (file, source, start, text);

    public string Text { get; }

    /// <summary>
    /// An error at a character of the text, told as a place in the file. Where lines are folded in a way that cannot be followed, it is the
    /// place where the text begins.
    /// </summary>
    /// <param name="offset">From 0.</param>
    public ConfigError Error(int offset, string message)
    {
        var at = ScalarPlaces.Find(source, start, Text, offset);
        return new(file, at.Line, at.Column, string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));
    }

    public override string ToString() => Text;
}
