using System.Buffers.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>Walks over a list of CPUs as sysfs writes it: <c>0-3,8,10-11</c>. Pure; never throws; ends at the first thing that is not a CPU.</summary>
internal ref struct CpuList(ReadOnlySpan<byte> text)
{
    ReadOnlySpan<byte> rest = text.TrimEnd("\n\0"u8);
    int next = 1;
    int end;

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
        if (!Number(out next))
            return false;
        end = next;
        if (rest.StartsWith("-"u8))
        {
            rest = rest[1..];
            if (!Number(out end) || end < next)
                return false;
        }

        rest = rest.StartsWith(","u8) ? rest[1..] : [];
        return true;
    }

    bool Number(out int number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out var used) || number is < 0 or >= CpuRatchet.MaxCpus)
        {
            // Nothing more can follow.
            rest = [];
            (next, end) = (1, 0);
            return false;
        }

        rest = rest[used..];
        return true;
    }
}
