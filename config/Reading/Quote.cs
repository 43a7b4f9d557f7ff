namespace MetricsAgent.Config.Reading;

/// <summary>A piece of the file inside of a message: on one line, and no longer than one reads.</summary>
internal static class Quote
{
    const int Longest = 60;

    public static string Text(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (line.Length > Longest)
            line = line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)] + "…";
        return $"'{line}'";
    }
}
