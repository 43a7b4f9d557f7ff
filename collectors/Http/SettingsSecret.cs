namespace MetricsAgent.Collectors.Http;

/// <summary>A secret: written in the settings, or in a file of its own that is read every time.</summary>
/// <param name="key">Of the file in the settings, for the error.</param>
public sealed class SettingsSecret(string key, string value, string path)
{
    /// <summary>Of one line, without blanks around it.</summary>
    /// <exception cref="SettingsFileException">The file cannot be read.</exception>
    public string Current()
    {
        var secret = path.Length == 0 ? value : Read();
        return secret.Any(char.IsControl) ? throw new SettingsFileException($"{key}: more than one line") : secret;
    }

    string Read()
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsFileException($"{key}: {e.Message}", e);
        }
    }
}
