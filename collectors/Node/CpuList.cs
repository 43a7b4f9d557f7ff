using System.Buffers.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>Walks over a list of CPUs as sysfs writes it: <c>0-3,8,10-11</c>. Pure; never throws; ends at the first thing that is no CPU.</summary>
internal ref struct CpuList(ReadOnlySpan<byte> text)
{
    ReadOnlySpan<byte> rest = text.TrimEnd("\n\0"u8);
    int next = 1;
    int end;

    /// <summary>The list ended where its text does not.</summary>
    internal bool IsMalformed { get; private set; }

    internal bool Next(out int cpu)
    {
        if (next > end && !Range())
        {
            cpu = 0;
            return false;
        }

        cpu = next++;
        return true;
    }

    bool Range()
    {
        if (rest.IsEmpty)
            return false;

        var isGood = Number(out next);
        end = next;
        if (isGood && rest.StartsWith("-"u8))
        {
            rest = rest[1..];
            isGood = Number(out end) && end >= next;
        }

        if (isGood && (rest.IsEmpty || rest[0] == ','))
        {
            rest = rest.IsEmpty ? rest : rest[1..];
            return true;
        }

        rest = [];
        (next, end) = (1, 0);
        IsMalformed = true;
        return false;
    }

    bool Number(out int number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out var used) || number is < 0 or >= CpuRatchet.MaxCpus)
            return false;
        rest = rest[used..];
        return true;
    }
}
