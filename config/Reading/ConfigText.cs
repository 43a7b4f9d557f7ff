using System.Text;
using MetricsAgent.Config.Yaml;
using YamlDotNet.Core;

namespace MetricsAgent.Config.Reading;

/// <summary>From a file to the nodes of its YAML; what stands in the way is said, not thrown.</summary>
internal static class ConfigText
{
    const int MaxBytes = 1 << 20;

    /// <returns>The text of a file, or null.</returns>
    public static string? Read(string path, out string problem)
    {
        problem = "";
        try
        {
            using var stream = File.OpenRead(path);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes)
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer, 0, length);
            problem = "larger than 1 MiB";
        }
        catch (DecoderFallbackException)
        {
            problem = "not UTF-8 text";
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = "no such file";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = Directory.Exists(path) ? "is a directory" : $"cannot be read: {error.Message}";
        }
        return null;
    }

    /// <param name="root">Null where the text has no document.</param>
    /// <returns>False where it is no YAML.</returns>
    public static bool TryParse(string text, Problems problems, out YamlNode? root)
    {
        text = text.TrimStart('\ufeff');
        root = null;
        if (YamlText.FirstForbidden(text) is { } forbidden)
        {
            problems.Add(forbidden.At, forbidden.Message);
            return false;
        }

        try
        {
            root = YamlReader.Read(text);
            return true;
        }
        catch (YamlException error)
        {
            var (at, message) = YamlText.Explain(error, text);
            problems.Add(at, message);
            return false;
        }
    }
}
