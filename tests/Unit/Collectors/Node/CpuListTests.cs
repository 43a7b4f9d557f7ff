using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class CpuListTests
{
    [Test]
    public void Ranges_and_single_cpus_come_one_by_one()
    {
        Check("0-3\n", 0, 1, 2, 3);
        Check("0,2,4-5\n", 0, 2, 4, 5);
        Check("7", 7);
        Check("\n");
        Check("");
    }

    [Test]
    public void The_list_ends_at_the_first_thing_that_is_not_a_cpu()
    {
        CheckBad("0-1,x,3", 0, 1);
        CheckBad("3-1,5");
        CheckBad("0,8192,1", 0);
        CheckBad("0-4294967296");
        CheckBad("-1");
        CheckBad("0-");
        CheckBad("1 2");
        CheckBad(",,,");
    }

    static void Check(string text, params int[] want) => Check(text, isMalformed: false, want);

    static void CheckBad(string text, params int[] want) => Check(text, isMalformed: true, want);

    static void Check(string text, bool isMalformed, int[] want)
    {
        var list = new CpuList(Encoding.UTF8.GetBytes(text));
        var got = new List<int>();
        while (list.Next(out var cpu))
            got.Add(cpu);
        Assert.That(got, Is.EqualTo(want), text);
        Assert.That(list.IsMalformed, Is.EqualTo(isMalformed), text);
    }
}
