using System.Buffers;
using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>The <c># HELP</c> and <c># TYPE</c> lines of a family.</summary>
static class FamilyHeader
{
    internal static void Write(Family family, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var open = format == ExpositionFormat.OpenMetrics;
        var name = open ? OpenMetricsName(family) : family.Utf8Name;
        if (family.Help.Length > 0)
        {
            output.Write("# HELP "u8);
            output.Write(name);
            output.Write(" "u8);
            WriteHelp(family.Help, open, output);
            output.Write("\n"u8);
        }

        output.Write("# TYPE "u8);
        output.Write(name);
        output.Write(open ? OpenMetricsType(family) : TextType(family.Kind));
        if (open && family.Unit.Length > 0 && HasUnit(name, family.Unit))
            WriteUnit(name, family.Unit, output);
    }

    /// <summary>Prometheus refuses a whole text for a unit that the name does not end in.</summary>
    static bool HasUnit(ReadOnlySpan<byte> name, string unit) =>
        name.Length > unit.Length + 1 && name[^(unit.Length + 1)] == '_' && Ascii.Equals(name[^unit.Length..], unit);

    static ReadOnlySpan<byte> TextType(FamilyKind kind) => kind switch
    {
        FamilyKind.Counter => " counter\n"u8,
        FamilyKind.Gauge or FamilyKind.Info or FamilyKind.StateSet => " gauge\n"u8,
        FamilyKind.Histogram => " histogram\n"u8,
        FamilyKind.Summary => " summary\n"u8,
        _ => " untyped\n"u8,
    };

    static ReadOnlySpan<byte> OpenMetricsType(Family family) => family.Kind switch
    {
        FamilyKind.Counter when IsTotal(family) => " counter\n"u8,
        FamilyKind.Gauge => " gauge\n"u8,
        FamilyKind.Info => " info\n"u8,
        FamilyKind.Histogram => " histogram\n"u8,
        FamilyKind.Summary => " summary\n"u8,
        FamilyKind.StateSet => " stateset\n"u8,
        FamilyKind.GaugeHistogram => " gaugehistogram\n"u8,
        _ => " unknown\n"u8,
    };

    /// <summary>OpenMetrics names the family without the suffix that its samples carry.</summary>
    static ReadOnlySpan<byte> OpenMetricsName(Family family) => family.Kind switch
    {
        FamilyKind.Counter when IsTotal(family) => family.Utf8Name.AsSpan()[..^"_total".Length],
        FamilyKind.Info => family.Utf8Name.AsSpan()[..^"_info".Length],
        _ => family.Utf8Name,
    };

    static bool IsTotal(Family family) => family.Utf8Name.AsSpan().EndsWith("_total"u8);

    static void WriteUnit(ReadOnlySpan<byte> name, string unit, IBufferWriter<byte> output)
    {
        output.Write("# UNIT "u8);
        output.Write(name);
        output.Write(" "u8);
        Encoding.UTF8.GetBytes(unit, output);
        output.Write("\n"u8);
    }

    static void WriteHelp(string help, bool open, IBufferWriter<byte> output)
    {
        var start = 0;
        for (var i = 0; i < help.Length; i++)
        {
            var escape = help[i] switch
            {
                '\\' => @"\\"u8,
                '\n' => @"\n"u8,
                '"' when open => "\\\""u8,
                _ => default,
            };
            if (escape.IsEmpty)
                continue;
            Encoding.UTF8.GetBytes(help.AsSpan(start, i - start), output);
            output.Write(escape);
            start = i + 1;
        }

        Encoding.UTF8.GetBytes(help.AsSpan(start), output);
    }
}
