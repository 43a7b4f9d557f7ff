using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetricsAgent.Config.Reading;

/// <summary>A place for a value: its type, and the property that it, or the list it is in, belongs to.</summary>
internal sealed record Slot(JsonTypeInfo Type, JsonPropertyInfo? Property = null)
{
    public static Slot Root => new(ConfigJson.Default.AgentConfig);

    /// <summary>Without <c>?</c>.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Type.Type) ?? Type.Type;

    public JsonConverter? Converter => Property?.CustomConverter;

    public IEnumerable<Slot> Properties => Type.Properties.Select(property => new Slot(Type.Options.GetTypeInfo(property.PropertyType), property));

    /// <summary>Of a list's items or a mapping's values.</summary>
    public Slot Element => this with { Type = Type.Options.GetTypeInfo(Type.ElementType!) };

    public string Name => Property!.Name;

    public T? Attribute<T>() where T : Attribute =>
        Property?.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).Cast<T>().FirstOrDefault();
}
