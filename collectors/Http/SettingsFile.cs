using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Http;

/// <summary>A file that the settings name cannot be read, or does not hold what it should.</summary>
public sealed class SettingsFileException(string message, Exception? cause = null) : IOException(message, cause)
{
    internal Reason Reason => InnerException switch
    {
        FileNotFoundException or DirectoryNotFoundException => Reason.NotFound,
        UnauthorizedAccessException => Reason.PermissionDenied,
        _ => Reason.Malformed,
    };
}

/// <summary>What a file that the settings name holds, read again when it has changed.</summary>
/// <param name="key">Of the settings, for the error.</param>
/// <param name="parse">Must not repeat the text in its exceptions.</param>
internal sealed class SettingsFile<T>(string key, string path, Func<string, T> parse)
    where T : class
{
    (DateTime Written, long Length) version;
    T? content;

    /// <exception cref="SettingsFileException">It cannot be read.</exception>
    internal T Current()
    {
        try
        {
            // Of the open file: a secret in Kubernetes is a link to a link, which changes without either file being written.
            using var stream = File.OpenRead(path);
            var now = (File.GetLastWriteTimeUtc(stream.SafeFileHandle), stream.Length);
            if (content is null || now != version)
            {
                using var reader = new StreamReader(stream);
                content = parse(reader.ReadToEnd());
                version = now;
            }

            return content;
        }
        catch (Exception e) when (e is not SettingsFileException)
        {
            throw new SettingsFileException($"{key}: {e.Message}", e);
        }
    }
}
