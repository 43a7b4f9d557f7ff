using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>Takes what texts say of their families: type, help and unit.</summary>
readonly struct ForeignDeclarations(ForeignNames names, ForeignFaults faults)
{
    internal void Help(ReadOnlySpan<byte> name, ReadOnlySpan<byte> help, string source, int number)
    {
        var family = names.Family(names.Legal(name));
        if (family.HelpedIn == names.Text)
            faults.Add("lines", Reason.Malformed, source, number, $"a second HELP for {family.Name}");
        else if (!family.TryHelp(help, names.Text))
            faults.Add("help", Reason.Malformed, source, number, $"another help for {family.Name} than before, which stands: '{family.Help}'");
    }

    /// <param name="kind">Null for one that is not known.</param>
    internal void Type(ReadOnlySpan<byte> name, FamilyKind? kind, string source, int number)
    {
        var family = names.Family(names.Legal(name));
        if (family.TypedIn == names.Text || family.SampledIn == names.Text)
            faults.Add("lines", Reason.Malformed, source, number, $"a second TYPE for {family.Name}, or one after its samples");
        else if (kind is { } known)
            family.Type(known, names.Text);
        else
            faults.Add("lines", Reason.Malformed, source, number, $"an unknown type for {family.Name}");
    }

    /// <summary>OpenMetrics names a family without the suffix that its samples have; the agent names it as they are named.</summary>
    internal void Take(ref ForeignDeclaration declaration, string source, int number)
    {
        declaration.IsNew = false;
        var kind = declaration.Type.IsEmpty ? FamilyKind.Untyped : FamilyKindWord.OpenMetrics(declaration.Type);
        var name = names.Legal(declaration.Name);
        // Otherwise Prometheus would refuse everything that the agent exposes.
        var hasUnit = name.Length > declaration.Unit.Length + 1 && name[^(declaration.Unit.Length + 1)] == '_' && name.EndsWith(declaration.Unit);
        name = kind switch
        {
            FamilyKind.Counter => names.Suffixed(name, "_total"u8),
            FamilyKind.Info => names.Suffixed(name, "_info"u8),
            _ => name,
        };
        if (!declaration.Type.IsEmpty)
            Type(name, kind, source, number);
        if (!declaration.Help.IsEmpty)
            Help(name, declaration.Help, source, number);
        if (declaration.Unit.IsEmpty)
            return;
        if (hasUnit)
            names.Family(name).Measure(declaration.Unit);
        else
            faults.Add("units", Reason.Malformed, source, number, $"the unit is ignored: the name {Encoding.UTF8.GetString(declaration.Name)} does not end in _{Encoding.UTF8.GetString(declaration.Unit)}");
    }
}
