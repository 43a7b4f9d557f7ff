using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class SoftnetCollectorTests
{
    const string Nine = "0000000a 00000001 00000002 00000000 00000000 00000000 00000000 00000000 00000003";

    [Test]
    public void Numbers_are_hexadecimal_and_a_kernel_has_as_many_families_as_columns()
    {
        static void Check(string line, int want) => Assert.That(Emit($"{line}\n"), Has.Length.EqualTo(want).And.Contains("""node_softnet_processed_total{cpu="0"} 10"""), line);

        Check(Nine, 4);
        Check($"{Nine} 00000004", 5);
        Check($"{Nine} 00000004 00000005", 6);
        Check($"{Nine} 00000004 00000005 00000006 00000000", 7);
        Check($"{Nine} 00000004 00000005 00000006 00000000 00000007 00000008", 7);
    }

    [Test]
    public void The_kernel_says_which_cpu_it_is_where_it_can()
    {
        Assert.That(Emit($"{Nine} 0 0 0 00000007\n"), Has.All.Contains("cpu=\"7\""));
        Assert.That(Emit($"{Nine}\n{Nine}\n"), Has.Some.Contains("cpu=\"1\""));
    }

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void CheckBad(string bad) => Assert.That(Emit($"{Nine}\n{bad}"), Has.Length.EqualTo(5).And.Contains("missing lines malformed"), bad);

        CheckBad("00000001 00000002\n");
        CheckBad("x\n");
        CheckBad($"{Nine} 0 0 0 ffffffff\n");
        CheckBad(Nine);
        Assert.That(Emit(""), Is.EqualTo(new[] { "missing malformed" }));
    }

    static string[] Emit(string softnet) => Emitted.By(samples => new SoftnetCollector(FixtureTree.Files("vm")).Emit(samples, Encoding.UTF8.GetBytes(softnet)));
}
