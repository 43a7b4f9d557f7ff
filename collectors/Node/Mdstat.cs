using System.Buffers.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What an array does.</summary>
internal enum MdState
{
    Other,
    Active,
    Inactive,
    Recovering,
    Resync,
    Check,
}

/// <summary>One array of <c>/proc/mdstat</c>.</summary>
internal record struct MdArray(string Name, MdState State)
{
    internal ulong Active { get; set; }
    internal ulong Required { get; set; }
    internal ulong Failed { get; set; }
    internal ulong Spare { get; set; }
    internal ulong Blocks { get; set; }
    internal ulong BlocksSynced { get; set; }
}

/// <summary>
/// The parser of <c>/proc/mdstat</c>, of every kernel since 2.6: an array is a line with its disks, one with its size and state, and
/// more lines that are indented, some of which only an array at work has.
/// </summary>
static class Mdstat
{
    /// <param name="arrays">Cleared, then one entry for every array.</param>
    internal static void Parse(ReadOnlySpan<byte> mdstat, Utf8Map<string> names, List<MdArray> arrays, Samples samples)
    {
        arrays.Clear();
        var lines = new Lines(mdstat);
        var isOpen = lines.Next(out var line);
        while (isOpen)
        {
            if (!IsArray(line))
            {
                isOpen = lines.Next(out line);
                continue;
            }

            var isGood = TryParseDisks(line, names, out var array, out var hasRedundancy);
            isOpen = lines.Next(out line);
            isGood = isGood && isOpen && TryParseSize(line, hasRedundancy, ref array);
            while (isOpen && IsIndented(line))
            {
                isGood = TryParseProgress(line, ref array) && isGood;
                isOpen = lines.Next(out line);
            }

            lines.Count(isGood);
            if (isGood)
                arrays.Add(array);
        }

        lines.Report(samples, "/proc/mdstat", expectsOne: false);
    }

    static bool IsIndented(ReadOnlySpan<byte> line) => !line.IsEmpty && line[0] is (byte)' ' or (byte)'\t';

    static bool IsArray(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && !IsIndented(line)
        && !line.StartsWith("Personalities"u8) && !line.StartsWith("unused devices"u8) && !line.StartsWith("read_ahead"u8);

    /// <summary><c>md0 : active (auto-read-only) raid1 sdb1[1](F) sda1[0]</c></summary>
    static bool TryParseDisks(ReadOnlySpan<byte> line, Utf8Map<string> names, out MdArray array, out bool hasRedundancy)
    {
        var fields = new Fields(line);
        var name = fields.Next();
        var isGood = fields.Next().SequenceEqual(":"u8);
        var state = StateOf(fields.Next());
        array = new(isGood ? names[name] : "", state);
        hasRedundancy = state != MdState.Inactive;
        ulong all = 0;
        for (var field = fields.Next(); !field.IsEmpty; field = fields.Next())
        {
            if (field.SequenceEqual("raid0"u8) || field.SequenceEqual("linear"u8))
                hasRedundancy = false;
            if (field.IndexOf((byte)'[') <= 0)
                continue;
            all++;
            array.Failed += field.IndexOf("(F)"u8) > 0 ? 1u : 0;
            array.Spare += field.IndexOf("(S)"u8) > 0 ? 1u : 0;
        }

        // Without redundancy an array has all of its disks, or is not active.
        if (!hasRedundancy && state != MdState.Inactive)
            array.Active = array.Required = all;
        return isGood;
    }

    /// <summary><c>1953382400 blocks super 1.2 [2/1] [U_]</c>; the pair is what is required and what is active.</summary>
    static bool TryParseSize(ReadOnlySpan<byte> line, bool hasRedundancy, ref MdArray array)
    {
        var fields = new Fields(line);
        if (!IsIndented(line) || !fields.Integer(out var blocks) || !fields.Next().SequenceEqual("blocks"u8))
            return false;
        array.Blocks = array.BlocksSynced = blocks;
        if (!hasRedundancy)
            return true;
        for (var field = fields.Next(); !field.IsEmpty; field = fields.Next())
        {
            if (TryParsePair(field, (byte)'[', (byte)']', out var required, out var active))
            {
                (array.Required, array.Active) = (required, active);
                return true;
            }
        }

        return false;
    }

    /// <summary><c>[=>...]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec</c>, or <c>resync=DELAYED</c>; other lines are none.</summary>
    static bool TryParseProgress(ReadOnlySpan<byte> line, ref MdArray array)
    {
        var fields = new Fields(line);
        var word = fields.Next();
        if (word.StartsWith("["u8))
            word = fields.Next();
        var equals = word.IndexOf((byte)'=');
        if (ActivityOf(equals < 0 ? word : word[..equals]) is not { } activity)
            return true;

        array.State = activity;
        if (equals > 0)
        {
            array.BlocksSynced = 0;
            return true;
        }

        for (word = fields.Next(); !word.IsEmpty; word = fields.Next())
        {
            if (TryParsePair(word, (byte)'(', (byte)')', out var done, out _))
            {
                array.BlocksSynced = done;
                return true;
            }
        }

        return false;
    }

    static MdState StateOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("active"u8) ? MdState.Active : word.SequenceEqual("inactive"u8) ? MdState.Inactive : MdState.Other;

    static MdState? ActivityOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("recovery"u8) || word.SequenceEqual("recover"u8) ? MdState.Recovering
        : word.SequenceEqual("resync"u8) ? MdState.Resync
        : word.SequenceEqual("check"u8) ? MdState.Check
        : word.SequenceEqual("reshape"u8) ? MdState.Other
        : null;

    static bool TryParsePair(ReadOnlySpan<byte> field, byte open, byte close, out ulong first, out ulong second)
    {
        (first, second) = (0, 0);
        if (field.Length < 2 || field[0] != open || field[^1] != close)
            return false;
        field = field[1..^1];
        var slash = field.IndexOf((byte)'/');
        return slash > 0
            && Utf8Parser.TryParse(field[..slash], out first, out var used) && used == slash
            && Utf8Parser.TryParse(field[(slash + 1)..], out second, out used) && used == field.Length - slash - 1;
    }
}
