using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Templates;

/// <summary>The functions of a template: Go's own, and those that Prometheus adds (its docs/configuration/template_reference.md).</summary>
static class TemplateFunctions
{
    const int Many = int.MaxValue;

    delegate object? Body(Arguments arguments);

    static readonly Dictionary<string, Function> All = new()
    {
        // Evaluated where they stand, because they stop early.
        ["and"] = new(1, Many, _ => null),
        ["or"] = new(1, Many, _ => null),
        ["not"] = new(1, 1, a => !TemplateValue.IsTrue(a[0])),
        ["eq"] = new(2, Many, a => TemplateComparison.Equal(a.Position, a.Values)),
        ["ne"] = new(2, 2, a => !TemplateComparison.AreEqual(a.Position, a[0], a[1])),
        ["lt"] = new(2, 2, a => TemplateComparison.Less(a.Position, a[0], a[1])),
        ["le"] = new(2, 2, a => TemplateComparison.Less(a.Position, a[0], a[1]) || TemplateComparison.AreEqual(a.Position, a[0], a[1])),
        ["gt"] = new(2, 2, a => !TemplateComparison.Less(a.Position, a[0], a[1]) && !TemplateComparison.AreEqual(a.Position, a[0], a[1])),
        ["ge"] = new(2, 2, a => !TemplateComparison.Less(a.Position, a[0], a[1])),
        ["len"] = new(1, 1, TemplateCollections.Length),
        ["index"] = new(1, Many, TemplateCollections.Index),
        ["print"] = new(0, Many, a => TemplateText.Joined(a.Values, always: false)),
        ["println"] = new(0, Many, a => TemplateText.Joined(a.Values, always: true) + "\n"),
        ["printf"] = new(1, Many, a => GoFormat.Format(a.Text(0), [.. a.Values.Skip(1)])),
        ["urlquery"] = new(1, Many, a => TemplateLinks.Escape(TemplateText.Joined(a.Values, always: false))),

        ["query"] = new(1, 1, a => a.Context.Query(a.Text(0))),
        ["first"] = new(1, 1, a => a.Samples(0) is [var first, ..] ? first : throw a.Fail("first() called on vector with no elements")),
        ["label"] = new(2, 2, a => a.Sample(1).Labels[a.Text(0)]),
        ["value"] = new(1, 1, a => a.Sample(0).Value),
        ["strvalue"] = new(1, 1, a => a.Sample(0).Labels["__value__"]),
        ["sortByLabel"] = new(2, 2, a => a.Samples(1).OrderBy(sample => sample.Labels[a.Text(0)], Utf8Order.Instance).ToArray()),
        ["args"] = new(0, Many, a => a.Values.Select((value, i) => (Key: $"arg{i}", Value: value)).ToDictionary(entry => entry.Key, entry => entry.Value)),

        ["humanize"] = new(1, 1, a => Humanize.Number(a.Number(0))),
        ["humanize1024"] = new(1, 1, a => Humanize.Binary(a.Number(0))),
        ["humanizeDuration"] = new(1, 1, a => Humanize.Duration(a.Number(0))),
        ["humanizePercentage"] = new(1, 1, a => Humanize.Percentage(a.Number(0))),
        ["humanizeTimestamp"] = new(1, 1, a => double.IsFinite(a.Number(0)) ? TemplateText.Time(a.Time(0)) : Humanize.Plain(a.Number(0))),
        ["toTime"] = new(1, 1, a => a.Time(0)),
        ["parseDuration"] = new(1, 1, a => PromqlDuration.TryParse(a.Text(0), out var duration) ? duration.TotalSeconds : throw a.Fail($"not a valid duration string: \"{a.Text(0)}\"")),

        ["title"] = new(1, 1, a => TemplateStrings.Title(a.Text(0))),
        ["toUpper"] = new(1, 1, a => a.Text(0).ToUpperInvariant()),
        ["toLower"] = new(1, 1, a => a.Text(0).ToLowerInvariant()),
        ["match"] = new(2, 2, a => TemplateStrings.Match(a.Position, a.Text(0), a.Text(1))),
        ["reReplaceAll"] = new(3, 3, a => TemplateStrings.ReplaceAll(a.Position, a.Text(0), a.Text(1), a.Text(2))),
        ["safeHtml"] = new(1, 1, a => a.Text(0)),
        ["stripPort"] = new(1, 1, a => TemplateLinks.WithoutPort(a.Text(0))),
        ["stripDomain"] = new(1, 1, a => TemplateLinks.WithoutDomain(a.Text(0))),
        ["graphLink"] = new(1, 1, a => TemplateLinks.Graph(a.Text(0), tab: 0)),
        ["tableLink"] = new(1, 1, a => TemplateLinks.Graph(a.Text(0), tab: 1)),
        ["externalURL"] = new(0, 0, a => a.Context.ExternalUrl),
        ["pathPrefix"] = new(0, 0, a => TemplateLinks.Path(a.Context.ExternalUrl)),
    };

    internal static bool Has(string name) => All.ContainsKey(name);

    /// <exception cref="TemplateException">A function has not as many arguments as it needs.</exception>
    internal static void CheckCount(int position, string name, int count)
    {
        var (least, most, _) = All[name];
        if (count >= least && count <= most)
            return;
        var want = least == most ? $"{least}" : $"at least {least}";
        throw new TemplateException(position, $"wrong number of args for {name}: want {want} got {count}");
    }

    internal static object? Call(FunctionOperand function, IReadOnlyList<object?> values, TemplateContext context) =>
        All[function.Name].Body(new(function.Position, values, context));

    sealed record Function(int Least, int Most, Body Body);

    /// <summary>What a function is called with.</summary>
    internal sealed record Arguments(int Position, IReadOnlyList<object?> Values, TemplateContext Context)
    {
        internal object? this[int index] => Values[index];

        internal string Text(int index) => TemplateValue.Text(Position, Values[index]);

        internal double Number(int index) => TemplateValue.Number(Position, Values[index]);

        internal VectorSample Sample(int index) => TemplateValue.Sample(Position, Values[index]);

        internal IReadOnlyList<VectorSample> Samples(int index) => TemplateValue.Samples(Position, Values[index]);

        internal DateTime Time(int index) => Humanize.Time(Number(index)) ?? throw Fail("the time is not one that can be told");

        internal TemplateException Fail(string message) => new(Position, message);
    }
}
