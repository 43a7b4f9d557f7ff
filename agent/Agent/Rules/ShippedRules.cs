using MetricsAgent.Config.RuleFiles;

namespace MetricsAgent.Rules;

/// <summary>The rules of <c>config/rules</c>, which are part of the program.</summary>
static class ShippedRules
{
    const string Prefix = "rules/";

    internal static RuleSet Load() => RuleSet.Of(
        from name in typeof(ShippedRules).Assembly.GetManifestResourceNames()
        where name.StartsWith(Prefix, StringComparison.Ordinal)
        orderby name
        select RuleFileLoader.Load(name[Prefix.Length..], Text(name)));

    static string Text(string name)
    {
        using var reader = new StreamReader(typeof(ShippedRules).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
