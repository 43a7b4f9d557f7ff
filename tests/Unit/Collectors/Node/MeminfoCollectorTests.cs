using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class MeminfoCollectorTests
{
    [Test]
    public void Fields_are_named_as_the_kernel_names_them_and_are_in_bytes()
    {
        Check("MemTotal:       24684084 kB\n", "node_memory_MemTotal_bytes 25276502016");
        Check("Active(anon):       3276 kB\n", "node_memory_Active_anon_bytes 3354624");
        Check("NFS_Unstable: 0 kB\n", "node_memory_NFS_Unstable_bytes 0");
        Check("DirectMap4k: 1 kB\n", "node_memory_DirectMap4k_bytes 1024");
    }

    [Test]
    public void Numbers_of_huge_pages_have_no_unit()
    {
        Check("HugePages_Total:    4096\n", "node_memory_HugePages_Total 4096");
        Check("Hugepagesize:       2048 kB\n", "node_memory_Hugepagesize_bytes 2097152");
    }

    [Test]
    public void A_field_that_nobody_has_heard_of_is_exposed_too() => Check("Quantum(far): 2 kB\n", "node_memory_Quantum_far_bytes 2048");

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void CheckBad(string bad) => Check($"MemFree: 1 kB\n{bad}", "node_memory_MemFree_bytes 1024", "missing lines malformed");

        CheckBad("MemTotal: many kB\n");
        CheckBad("MemTotal: -5 kB\n");
        CheckBad("MemTotal: 5 MB\n");
        CheckBad("MemTotal: 99999999999999999999999 kB\n");
        CheckBad("MemTotal 5 kB\n");
        CheckBad("Mem Total: 5 kB\n");
        CheckBad("Mémoire: 5 kB\n");
        CheckBad(": 5 kB\n");
        CheckBad("MemTotal:       246840");
        Check("", "missing malformed");
    }

    [Test]
    public void A_file_of_endless_fields_is_cut_off()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"Field{i}: 1 kB\n"));
        Assert.That(Emit(text), Has.Length.EqualTo(257).And.Contains("missing lines malformed"));
    }

    static void Check(string meminfo, params string[] want) => Assert.That(Emit(meminfo), Is.EqualTo(want), meminfo);

    static string[] Emit(string meminfo) =>
        Emitted.By(samples => new MeminfoCollector(FixtureTree.Files("vm")).Emit(samples, Encoding.UTF8.GetBytes(meminfo)));
}
