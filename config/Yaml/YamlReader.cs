using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MetricsAgent.Config.Yaml;

/// <summary>
/// Text to nodes with positions. YamlDotNet's own document model is not used: it stops at the first duplicate key, accepts
/// cycles and recurses as deep as the file does.
/// </summary>
internal sealed class YamlReader
{
    const int MaxHeight = 64;
    const int MaxWeight = 100_000;

    readonly Parser parser;
    readonly Dictionary<AnchorName, YamlNode?> anchors = [];

    YamlReader(Parser parser) => this.parser = parser;

    /// <returns>The root, or null where the file has no document.</returns>
    /// <exception cref="YamlException">Not one YAML document, or one larger than any configuration.</exception>
    public static YamlNode? Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlReader(parser).ReadDocument();
        }
        catch (Exception error) when (error is not YamlException)
        {
            // The parser has known bugs, an InvalidOperationException on "a: [1,\nb: }" among them; none may end the process.
            var at = parser.Current?.Start ?? new Mark(0, 1, 1);
            throw new YamlException(at, at, "The value after this place is not closed or not complete.", error);
        }
    }

    YamlNode? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 1);
        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
            throw Invalid(parser.Current!.Start, "A second document starts here; the configuration is one document.");
        return root;
    }

    YamlNode ReadNode(int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Bounded(Resolve(alias), depth, alias.Start);

        var start = parser.Consume<NodeEvent>();
        RejectTag(start);
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor] = null;
        var at = At(start.Start);
        YamlNode node = start switch
        {
            Scalar scalar => new YamlScalar(at, scalar.Value, plain: scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty),
            SequenceStart => new YamlList(at, ReadItems(depth)),
            _ => new YamlMap(at, ReadEntries(depth)),
        };
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor] = node;
        return Bounded(node, depth, start.Start);
    }

    List<YamlNode> ReadItems(int depth)
    {
        RejectDepth(depth);
        var items = new List<YamlNode>();
        for (var weight = 0; !parser.TryConsume<SequenceEnd>(out _);)
        {
            items.Add(ReadNode(depth + 1));
            weight = RejectWeight(weight + items[^1].Weight);
        }
        return items;
    }

    List<YamlEntry> ReadEntries(int depth)
    {
        RejectDepth(depth);
        var entries = new List<YamlEntry>();
        var merged = new List<YamlEntry>();
        for (var weight = 0; !parser.TryConsume<MappingEnd>(out _);)
        {
            var entry = new YamlEntry(ReadNode(depth + 1), ReadNode(depth + 1));
            if (entry.Key is YamlScalar { Plain: true, Text: "<<" })
                merged.AddRange(Merged(entry.Value));
            else
                entries.Add(entry);
            weight = RejectWeight(weight + entry.Key.Weight + entry.Value.Weight);
        }
        var present = entries.Select(KeyText).ToHashSet();
        entries.AddRange(merged.Where(entry => present.Add(KeyText(entry))));
        return entries;
    }

    // https://yaml.org/type/merge.html: keys that are written win over merged ones, an earlier mapping wins over a later one.
    static IEnumerable<YamlEntry> Merged(YamlNode source) => source switch
    {
        YamlMap map => map.Entries,
        YamlList list when list.Items.All(item => item is YamlMap) => list.Items.Cast<YamlMap>().SelectMany(map => map.Entries),
        _ => throw Invalid(source.Start, "The value of '<<' must be an alias of a mapping, or a list of them."),
    };

    static string? KeyText(YamlEntry entry) => (entry.Key as YamlScalar)?.Text;

    YamlNode Resolve(AnchorAlias alias) => anchors.TryGetValue(alias.Value, out var node)
        ? node ?? throw Invalid(alias.Start, $"The alias '*{alias.Value}' is inside of what it stands for.")
        : throw Invalid(alias.Start, $"The alias '*{alias.Value}' has no anchor '&{alias.Value}' before it.");

    YamlNode Bounded(YamlNode node, int depth, Mark at)
    {
        RejectDepth(depth + node.Height - 1, at);
        RejectWeight(node.Weight, at);
        return node;
    }

    void RejectDepth(int depth, Mark? at = null)
    {
        if (depth > MaxHeight)
            throw Invalid(at ?? parser.Current!.Start, $"Nested more than {MaxHeight} levels deep.");
    }

    int RejectWeight(int weight, Mark? at = null) => weight <= MaxWeight
        ? weight
        : throw Invalid(at ?? parser.Current!.Start, $"More than {MaxWeight} values, aliases written out.");

    static void RejectTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && node.Tag.Value is not ("!" or "tag:yaml.org,2002:str"))
            throw Invalid(node.Start, $"The tag '{node.Tag.Value}' is not supported; leave it out.");
    }

    static YamlException Invalid(Mark at, string message) => new(at, at, message);

    static YamlException Invalid(Position at, string message) => Invalid(new Mark(0, at.Line, at.Column), message);

    static Position At(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
