using System.Globalization;
using System.Text;

namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>A scrape in the text format 0.0.4, read strictly: what the format does not allow is an error.</summary>
internal static class ScrapedText
{
    static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped"];

    internal static IReadOnlyDictionary<string, ScrapedFamily> Parse(string text)
    {
        if (!text.EndsWith('\n'))
            throw new FormatException("the last line does not end");
        var families = new Dictionary<string, ScrapedFamily>();
        var current = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            switch (line.Split(' ', 4))
            {
                case ["#", "HELP", var name, var help]:
                    families.Add(name, new(name, help));
                    break;
                case ["#", "TYPE", var name, var type] when Types.Contains(type):
                    families[current = name].Type = type;
                    break;
                default:
                    families[current].Add(ReadSample(line));
                    break;
            }
        }

        return families;
    }

    static ScrapedSample ReadSample(string line)
    {
        var at = line.AsSpan().IndexOfAny('{', ' ');
        var name = line[..at];
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            while (line[++at] != '}')
                ReadLabel(line, ref at, labels);
            at++;
        }

        return line[at] == ' '
            ? new(name, labels, double.Parse(line.AsSpan(at + 1), NumberStyles.Float, Numbers))
            : throw new FormatException($"no value: {line}");
    }

    /// <summary>Stops at the comma or before the brace that ends it.</summary>
    static void ReadLabel(string line, ref int at, SortedDictionary<string, string> labels)
    {
        var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
        var (name, value) = (line[at..equals], new StringBuilder());
        for (at = equals + 2; line[at] != '"'; at++)
            value.Append(line[at] == '\\' ? Unescape(line[++at]) : line[at]);
        labels.Add(name, value.ToString());
        if (line[at + 1] == ',')
            at++;
    }

    static char Unescape(char escaped) => escaped switch
    {
        'n' => '\n',
        '\\' or '"' => escaped,
        _ => throw new FormatException($"\\{escaped} is no escape"),
    };

    static NumberFormatInfo Numbers { get; } = new() { PositiveInfinitySymbol = "+Inf", NegativeInfinitySymbol = "-Inf" };
}

/// <summary>What one scrape has under one name.</summary>
internal sealed class ScrapedFamily(string name, string help)
{
    readonly List<ScrapedSample> samples = [];

    internal string Name => name;

    internal string Help => help;

    internal string Type { get; set; } = "";

    internal IReadOnlyList<ScrapedSample> Samples => samples;

    internal void Add(ScrapedSample sample)
    {
        var part = sample.Name.StartsWith(name, StringComparison.Ordinal) ? sample.Name[name.Length..] : sample.Name;
        if (part.Length > 0 && !(Type is "histogram" or "summary" && part is "_bucket" or "_sum" or "_count"))
            throw new FormatException($"{sample.Name} is among the samples of {name}");
        samples.Add(sample);
    }
}

internal sealed record ScrapedSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Name and labels, in a form that tells it from any other.</summary>
    internal string Series { get; } = $"{Name}{{{string.Join(',', from label in Labels select $"{label.Key}=\"{label.Value}\"")}}}";
}
