using System.Buffers;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>The lines of a column: <c>name{labels} value</c>, and a histogram's buckets or a summary's quantiles, sum and count.</summary>
static class SampleLines
{
    /// <summary><c>quantile=""</c> around a number, with its <c>.0</c>.</summary>
    const int MaxOwnLabel = SampleNumber.MaxLength + 16;

    internal static void Write(SampleColumn column, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var family = column.Family;
        switch (family.Kind)
        {
            case FamilyKind.Histogram or FamilyKind.GaugeHistogram:
                WriteHistograms(column, family, format, output);
                break;
            case FamilyKind.Summary:
                WriteSummaries(column, family, format, output);
                break;
            default:
                WriteNumbers(column, family, format, output);
                break;
        }
    }

    static void WriteNumbers(SampleColumn column, Family family, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var name = family.Utf8Name.AsSpan();
        var isTotal = format == ExpositionFormat.OpenMetrics && family.Kind == FamilyKind.Counter && name.EndsWith("_total"u8);
        ref readonly var stored = ref column.Stored;
        var constant = column.Constant;
        for (var i = 0; i < stored.Count; i++)
        {
            WriteLine(output, name, default, new(constant, stored.Labels(i)), default, stored.Value(i), isTotal ? column.Exemplar(i, 0) : default);
            if (isTotal)
                WriteCreated(output, name[..^"_total".Length], column, i);
        }
    }

    static void WriteHistograms(SampleColumn column, Family family, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var name = family.Utf8Name.AsSpan();
        var bounds = family.BoundNumbers;
        Span<byte> le = stackalloc byte[MaxOwnLabel];
        for (var i = 0; i < column.Count; i++)
        {
            var labels = column.Labels(i);
            var numbers = column.Values(i);
            var isNow = family.Kind == FamilyKind.GaugeHistogram;
            for (var b = 0; b <= bounds.Length; b++)
            {
                var bound = b < bounds.Length ? bounds[b] : double.PositiveInfinity;
                WriteLine(output, name, "_bucket"u8, labels, OwnLabel("le=\""u8, bound, format, le), numbers[b], format == ExpositionFormat.OpenMetrics ? column.Exemplar(i, b) : default);
            }

            WriteLine(output, name, isNow ? "_gsum"u8 : "_sum"u8, labels, default, numbers[^1]);
            WriteLine(output, name, isNow ? "_gcount"u8 : "_count"u8, labels, default, numbers[^2]);
            if (format == ExpositionFormat.OpenMetrics)
                WriteCreated(output, name, column, i);
        }
    }

    static void WriteSummaries(SampleColumn column, Family family, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var name = family.Utf8Name.AsSpan();
        var quantiles = family.BoundNumbers;
        Span<byte> quantile = stackalloc byte[MaxOwnLabel];
        for (var i = 0; i < column.Count; i++)
        {
            var labels = column.Labels(i);
            var numbers = column.Values(i);
            for (var q = 0; q < quantiles.Length; q++)
                WriteLine(output, name, default, labels, OwnLabel("quantile=\""u8, quantiles[q], format, quantile), numbers[q]);
            WriteLine(output, name, "_sum"u8, labels, default, numbers[^1]);
            WriteLine(output, name, "_count"u8, labels, default, numbers[^2]);
            if (format == ExpositionFormat.OpenMetrics)
                WriteCreated(output, name, column, i);
        }
    }

    static void WriteCreated(IBufferWriter<byte> output, ReadOnlySpan<byte> name, SampleColumn column, int index)
    {
        if (column.Created(index) is var created && !double.IsNaN(created))
            WriteLine(output, name, "_created"u8, column.Labels(index), default, created);
    }

    /// <summary><c>le="0.5"</c>; OpenMetrics wants its canonical numbers, so 1 is <c>1.0</c> there.</summary>
    static ReadOnlySpan<byte> OwnLabel(ReadOnlySpan<byte> name, double bound, ExpositionFormat format, Span<byte> buffer)
    {
        name.CopyTo(buffer);
        var length = name.Length + SampleNumber.Format(bound, buffer[name.Length..]);
        if (format == ExpositionFormat.OpenMetrics && double.IsInteger(bound) && Math.Abs(bound) < SampleNumber.IntegerLimit)
        {
            ".0"u8.CopyTo(buffer[length..]);
            length += 2;
        }

        buffer[length++] = (byte)'"';
        return buffer[..length];
    }

    static void WriteLine(
        IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, SampleLabels labels, ReadOnlySpan<byte> le, double value,
        ReadOnlySpan<byte> exemplar = default)
    {
        var line = output.GetSpan(name.Length + suffix.Length + labels.Length + le.Length + exemplar.Length + SampleNumber.MaxLength + 12);
        name.CopyTo(line);
        var length = name.Length;
        suffix.CopyTo(line[length..]);
        length += suffix.Length;
        if (labels.Length + le.Length > 0)
        {
            line[length++] = (byte)'{';
            labels.CopyTo(line[length..]);
            length += labels.Length;
            if (labels.Length > 0 && le.Length > 0)
                line[length++] = (byte)',';
            le.CopyTo(line[length..]);
            length += le.Length;
            line[length++] = (byte)'}';
        }

        line[length++] = (byte)' ';
        length += SampleNumber.Format(value, line[length..]);
        if (exemplar.Length > 0)
        {
            " # "u8.CopyTo(line[length..]);
            length += 3;
            exemplar.CopyTo(line[length..]);
            length += exemplar.Length;
        }

        line[length++] = (byte)'\n';
        output.Advance(length);
    }
}
