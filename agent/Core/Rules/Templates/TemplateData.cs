namespace MetricsAgent.Rules.Templates;

/// <summary>What a template sees that is not the text of an alert: names with values, a map, or a list; it may have fields as well.</summary>
public abstract class TemplateData
{
    /// <summary>With Go's name, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>What <c>range</c> goes through and <c>len</c> counts, with the index or the key of each; null where there is nothing to go through.</summary>
    public virtual IReadOnlyList<(object? Key, object? Item)>? Entries => null;

    /// <returns>False where there is no such field, whatever the template is expanded for.</returns>
    public virtual bool TryField(string name, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>As Go's <c>fmt</c> prints it; only what one prints.</summary>
    public override string ToString() => Entries is { } entries ? $"[{string.Join(' ', entries.Select(entry => TemplateText.Of(entry.Item)))}]" : "";

    /// <summary>Of a list.</summary>
    private protected static IReadOnlyList<(object? Key, object? Item)> Numbered(IEnumerable<object?> items) => [.. items.Select((item, i) => ((object?)(long)i, item))];
}

/// <summary>A list and nothing else.</summary>
sealed class TemplateList(string typeName, IEnumerable<object?> items) : TemplateData
{
    public override string TypeName => typeName;

    public override IReadOnlyList<(object? Key, object? Item)> Entries { get; } = Numbered(items);
}
