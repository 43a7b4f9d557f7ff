using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>
/// From a character of a scalar's value to its place in the file. The source is read again beside the value: quotes, escapes, indentation and
/// folded line breaks are stepped over, and every other character has to be the same in both; where one is not, the place is the scalar's start.
/// </summary>
static class ScalarPlaces
{
    internal static Position Find(string source, Position start, string value, int offset)
    {
        var lines = source.TrimStart('\ufeff').Split('\n');
        if (start.Line < 1 || start.Line > lines.Length || start.Column < 1 || start.Column > lines[start.Line - 1].Length)
            return start;
        var places = lines[start.Line - 1][start.Column - 1] switch
        {
            '|' or '>' => Walk(lines, start.Line, 0, value),
            '"' or '\'' => Quoted(lines, start, value),
            _ => Walk(lines, start.Line - 1, start.Column - 1, value),
        };
        // The end of the text is a place as well: something is missing there.
        return places.Count == 0 ? start
            : offset < places.Count ? places[Math.Max(0, offset)]
            : places[^1] with { Column = places[^1].Column + 1 };
    }

    /// <summary>Line by line; indentation and breaks are white space in the source, and more, less or none in the value.</summary>
    static List<Position> Walk(string[] lines, int line, int column, string value)
    {
        List<Position> places = [];
        for (; line < lines.Length && places.Count < value.Length; line++, column = 0)
        {
            column += lines[line].Length - column - lines[line].AsSpan(column).TrimStart().Length;
            while (places.Count < value.Length && value[places.Count] is '\n' or ' ')
                places.Add(new(line + 1, column + 1));
            for (; column < lines[line].Length && places.Count < value.Length && value[places.Count] == lines[line][column]; column++)
                places.Add(new(line + 1, column + 1));
            if (places.Count < value.Length && column < lines[line].AsSpan().TrimEnd().Length)
                return [];
        }

        return places.Count == value.Length ? places : [];
    }

    /// <summary>On one line; an escape is the place of its backslash.</summary>
    static List<Position> Quoted(string[] lines, Position start, string value)
    {
        List<Position> places = [];
        var line = lines[start.Line - 1];
        var quote = line[start.Column - 1];
        for (var column = start.Column; places.Count < value.Length; column++)
        {
            if (column >= line.Length)
                return [];
            places.Add(new(start.Line, column + 1));
            if (quote == '"' && line[column] == '\\')
                column += EscapeLength(line, column) - 1;
            else if (quote == '\'' && line[column] == '\'')
                column++;
            else if (line[column] != value[places.Count - 1])
                return [];
        }

        return places;
    }

    static int EscapeLength(string line, int at) => at + 1 >= line.Length ? 1 : line[at + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
}
