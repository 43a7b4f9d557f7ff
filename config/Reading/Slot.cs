using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetricsAgent.Config.Reading;

/// <summary>A place for a value: its type, and the property that it is, or is an element of.</summary>
internal sealed record Slot(JsonTypeInfo Type, JsonPropertyInfo? Property = null, bool IsElement = false)
{
    public static Slot Root => new(ConfigJson.Current.AgentConfig);

    /// <summary>Without <c>?</c>.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Type.Type) ?? Type.Type;

    public JsonConverter? Converter => Property?.CustomConverter;

    // What is ignored has neither.
    public IEnumerable<Slot> Properties => Type.Properties.Where(property => property.Get is not null || property.Set is not null).Select(property => new Slot(Type.Options.GetTypeInfo(property.PropertyType), property));

    /// <summary>Of a list's items or a mapping's values.</summary>
    public Slot Element => new(Type.Options.GetTypeInfo(Type.ElementType!), Property, IsElement: true);

    public string Name => Property!.Name;

    public T? Attribute<T>() where T : Attribute =>
        Property?.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true) is [T attribute, ..] ? attribute : null;
}
