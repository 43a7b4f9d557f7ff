using System.Text;
using System.Text.Json;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Validation;
using MetricsAgent.Config.Yaml;
using YamlDotNet.Core;

namespace MetricsAgent.Config;

/// <summary>
/// YAML to a configuration, strictly: text → nodes with positions → JSON that fits the records → the records → validators.
/// Every stage reports all it finds; only broken YAML ends the matter.
/// </summary>
public static class ConfigLoader
{
    const int MaxBytes = 1 << 20;

    /// <summary>Reads a file. One that cannot be read is an error like any other.</summary>
    /// <param name="path">Also the name in the errors.</param>
    /// <param name="environment">Value of an environment variable, or null; usually <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <param name="around">What is true of the collectors.</param>
    public static ConfigResult LoadFile(string path, Func<string, string?> environment, Surroundings? around = null)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
                return Unreadable(path, "larger than 1 MiB, which no configuration is");
            return Load(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer, 0, length), environment, around);
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, "not UTF-8 text");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, "no such file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unreadable(path, Directory.Exists(path) ? "is a directory" : $"cannot be read: {error.Message}");
        }
    }

    /// <summary>Reads text; touches nothing else. Files that the configuration names are read by those who need them.</summary>
    /// <param name="file">The text's name in the errors.</param>
    /// <param name="text">YAML, or JSON. Empty text is the defaults.</param>
    /// <param name="environment">Value of an environment variable, or null.</param>
    /// <param name="around">What is true of the collectors.</param>
    public static ConfigResult Load(string file, string text, Func<string, string?> environment, Surroundings? around = null)
    {
        text = text.TrimStart('\ufeff');
        var problems = new Problems(file);
        if (YamlText.FirstForbidden(text) is { } forbidden)
            return problems.Only(forbidden.At, forbidden.Message);

        YamlNode? root;
        try
        {
            root = YamlReader.Read(text);
        }
        catch (YamlException error)
        {
            var (at, message) = YamlText.Explain(error, text);
            return problems.Only(at, message);
        }

        var json = new ConfigReader(problems, new Variables(environment)).Read(root);
        var config = json.Deserialize(ConfigJson.Default.AgentConfig)!;
        Deadlines.Shorten(config, problems);
        NodeFilters.Settle(config, problems);
        foreach (var validator in Validators.All(around ?? new Surroundings()))
            validator.Check(config, problems);
        return problems.Result(config);
    }

    static ConfigResult Unreadable(string path, string message) => new(null, [new ConfigError(path, 0, 0, message)]);
}
