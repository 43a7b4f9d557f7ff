using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>What a file of rules or of their tests has at which key, read as strictly as the configuration.</summary>
static class RuleFileJson
{
    /// <param name="isOther">Whether it is another kind of file altogether, which is then a problem already.</param>
    /// <returns>Null where it is no YAML at all, or another kind of file.</returns>
    internal static T? Read<T>(string text, Problems problems, JsonTypeInfo<T> format, Predicate<YamlNode?>? isOther = null)
        where T : class
    {
        if (!ConfigText.TryParse(text, problems, out var root) || isOther?.Invoke(root) == true)
            return null;

        // A dollar sign in an expression or a template is one.
        return new ConfigReader(problems, null, new Slot(format)).Read(root).Deserialize(format);
    }
}
