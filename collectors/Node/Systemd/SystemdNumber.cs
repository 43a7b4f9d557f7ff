using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>A property of units that is a number.</summary>
/// <param name="divisor">What makes the family's unit of the property's.</param>
/// <param name="isOfActive">Only an active unit is asked for it; it is 0 for all others.</param>
internal sealed class SystemdNumber(Family family, string type, string property, double divisor = 1, bool isOfActive = false)
{
    internal Family Family { get; } = family;

    internal byte[] Interface { get; } = Encoding.UTF8.GetBytes(type);

    internal byte[] Property { get; } = Encoding.UTF8.GetBytes(property);

    internal bool IsOfActive => isOfActive;

    /// <summary>From the answer to a Get: a variant.</summary>
    /// <returns>NaN for what is no number, and where systemd has its largest, which stands for none.</returns>
    internal double Read(DBusReader answer) => answer.Signature() switch
    {
        [(byte)'u'] => answer.UInt32() / divisor,
        [(byte)'t'] => answer.UInt64() is var number and not ulong.MaxValue ? number / divisor : double.NaN,
        _ => double.NaN,
    };
}
