namespace MetricsAgent.Config.Reading;

/// <summary>Names of places in a configuration: <c>collectors.probe.targets[0].headers['X Y']</c>. The root is empty.</summary>
internal static class KeyPath
{
    public static string Child(string path, string key) =>
        path.Length == 0 ? key
        : key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? $"{path}.{key}"
        : $"{path}[{Quote.Text(key)}]";

    /// <summary>The path, then what contains it, up to the root.</summary>
    public static IEnumerable<string> Upwards(string path)
    {
        // A quoted key may have these signs in it, too: what is cut there is the name of nothing.
        for (var end = path.Length; end > 0; end = path.LastIndexOfAny(['.', '['], end - 1))
            yield return path[..end];
        yield return "";
    }

    public static bool IsBelow(string path, string above) =>
        path.Length > above.Length && path.StartsWith(above, StringComparison.Ordinal) && path[above.Length] is '.' or '[';
}
