using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>What a file of rules or of their tests has at which key, read as strictly as the configuration.</summary>
static class RuleFileJson
{
    /// <returns>Null where it is no YAML at all.</returns>
    internal static T? Read<T>(string text, Problems problems, JsonTypeInfo<T> format)
        where T : class
    {
        if (!ConfigText.TryParse(text, problems, out var root))
            return null;

        // A dollar sign in an expression or a template is one.
        return new ConfigReader(problems, null, new Slot(format)).Read(root).Deserialize(format);
    }
}
