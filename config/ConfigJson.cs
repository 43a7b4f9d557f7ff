using System.Text.Json;
using System.Text.Json.Serialization;
using MetricsAgent.Config.QueryFiles;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary>
/// What a configuration looks like: key names, nesting, types. The loader, <see cref="ConfigShow"/> and
/// <see cref="ConfigSchema"/> all walk this, so a key is declared once, as a property of its class.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(AgentConfig))]
[JsonSerializable(typeof(OwnFormat))]
[JsonSerializable(typeof(RuleFileFormat))]
[JsonSerializable(typeof(RuleTestFormat))]
[JsonSerializable(typeof(Dictionary<string, ExporterQuery>))]
internal sealed partial class ConfigJson : JsonSerializerContext
{
    static readonly WeakReference<ConfigJson?> current = new(null);

    /// <summary>
    /// Instead of <see cref="Default"/>: the descriptions of all classes, 0.4 MB, that a configuration is read with are gone when it has been read.
    /// </summary>
    public static ConfigJson Current
    {
        get
        {
            if (!current.TryGetTarget(out var json))
                current.SetTarget(json = new(new JsonSerializerOptions(Default.Options)));
            return json;
        }
    }
}
