namespace MetricsAgent.Config.Reading;

/// <summary>A piece of the file inside of a message, no longer than one reads.</summary>
internal static class Quote
{
    const int Longest = 60;

    public static string Text(string text)
    {
        if (text.Length > Longest)
            text = text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
        return $"'{text}'";
    }
}
