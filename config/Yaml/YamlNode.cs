namespace MetricsAgent.Config.Yaml;

/// <summary>Where something starts in the file; both count from 1.</summary>
internal readonly record struct Position(int Line, int Column);

/// <summary>A value of the file. An anchored node is shared by all its aliases.</summary>
internal abstract class YamlNode(Position start)
{
    public Position Start => start;

    /// <summary>Nodes in this tree with every alias written out: what a walk costs.</summary>
    public int Weight { get; protected init; } = 1;

    /// <summary>Levels of this tree: how deep a walk recurses.</summary>
    public int Height { get; protected init; } = 1;
}

internal sealed class YamlScalar(Position start, string text, bool plain) : YamlNode(start)
{
    public string Text => text;

    /// <summary>Without quotes, so that <c>true</c>, <c>10</c> and <c>~</c> are not strings.</summary>
    public bool Plain => plain;
}

internal sealed class YamlList : YamlNode
{
    public YamlList(Position start, IReadOnlyList<YamlNode> items) : base(start)
    {
        Items = items;
        Weight = 1 + items.Sum(item => item.Weight);
        Height = 1 + items.Select(item => item.Height).DefaultIfEmpty().Max();
    }

    public IReadOnlyList<YamlNode> Items { get; }
}

/// <summary>Keys in the file's order; one that is written twice is there twice, for the reader to report.</summary>
internal sealed class YamlMap : YamlNode
{
    public YamlMap(Position start, IReadOnlyList<YamlEntry> entries) : base(start)
    {
        Entries = entries;
        Weight = 1 + entries.Sum(entry => entry.Key.Weight + entry.Value.Weight);
        Height = 1 + entries.Select(entry => Math.Max(entry.Key.Height, entry.Value.Height)).DefaultIfEmpty().Max();
    }

    public IReadOnlyList<YamlEntry> Entries { get; }
}

internal readonly record struct YamlEntry(YamlNode Key, YamlNode Value);
