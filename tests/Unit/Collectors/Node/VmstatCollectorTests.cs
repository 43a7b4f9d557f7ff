using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class VmstatCollectorTests
{
    [Test]
    public void Only_the_fields_that_are_asked_for_are_exposed()
    {
        const string vmstat = "nr_free_pages 5\npgpgin 1\npgpgout 2\npswpin 3\npswpout 4\npgfault 5\npgmajfault 6\npgscan_direct 7\noom_kill 8\n";
        Check(vmstat, VmstatDefault,
            "node_vmstat_oom_kill 8", "node_vmstat_pgfault 5", "node_vmstat_pgmajfault 6", "node_vmstat_pgpgin 1", "node_vmstat_pgpgout 2",
            "node_vmstat_pswpin 3", "node_vmstat_pswpout 4");
        Check(vmstat, "^nr_", "node_vmstat_nr_free_pages 5");
        Check("pgfault 5\nnews 7\n", "", "node_vmstat_news 7", "node_vmstat_pgfault 5");
    }

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void CheckBad(string bad) => Check($"pgfault 5\n{bad}", VmstatDefault, "node_vmstat_pgfault 5", "missing lines malformed");

        CheckBad("pgmajfault\n");
        CheckBad("pgmajfault many\n");
        CheckBad("pgmajfault -1\n");
        CheckBad("pgmajfault 99999999999999999999999\n");
        CheckBad("pgmajfault 12");
        Check("", VmstatDefault, "missing malformed");
    }

    [Test]
    public void What_is_no_metric_name_is_left_out() => Check("pg-in-fault 1\npgfäult 2\n", "");

    static string VmstatDefault => MetricsAgent.Config.VmstatConfig.DefaultFields;

    static void Check(string vmstat, string fields, params string[] want) => Assert.That(
        Emitted.By(samples => new VmstatCollector(new(new() { Vmstat = new() { Fields = fields } })).Emit(samples, Encoding.UTF8.GetBytes(vmstat))),
        Is.EqualTo(want), vmstat);
}
