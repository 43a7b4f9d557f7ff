using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>What one controller says about a cgroup: a line of the catalogue, read together with the others.</summary>
internal interface ICgroupPart
{
    /// <summary>A file that is not there is quietly left out: kernels and controllers differ.</summary>
    void Read(Cgroup cgroup, PseudoReader reader, Samples samples);
}
