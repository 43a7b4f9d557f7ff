using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>Files that hold a number or two.</summary>
internal sealed class KernelNumbersTests
{
    [Test]
    public void Open_files_and_their_limit_are_the_first_and_the_third_number()
    {
        static void Check(string fileNr, params string[] want) =>
            Assert.That(Emitted.By(samples => FilefdCollector.Emit(samples, Encoding.UTF8.GetBytes(fileNr))), Is.EqualTo(want), fileNr);

        Check("6576\t0\t2466183\n", "node_filefd_allocated 6576", "node_filefd_maximum 2466183");
        Check("6576\t0\n", "missing malformed");
        Check("6576\t0\t-1\n", "missing malformed");
        Check("", "missing malformed");
    }

    [Test]
    public void A_file_of_the_random_number_generator_that_is_missing_is_a_part() => Assert.That(
        Emitted.By(new EntropyCollector(FixtureTree.Files("no-such-tree"))), Is.EqualTo(new[] { "missing entropy_avail not_found", "missing poolsize not_found" }));

    [Test]
    public void Selinux_is_off_enforces_or_only_reports()
    {
        static void Check(string config, params string[] want) =>
            Assert.That(Emitted.By(samples => SelinuxCollector.Emit(samples, SelinuxCollector.ModeOf(Encoding.UTF8.GetBytes(config)))), Is.EqualTo(want), config);

        Check("# SELINUX= can be enforcing\nSELINUX=enforcing\nSELINUXTYPE=targeted\n", "node_selinux_config_mode 1");
        Check("SELINUX=permissive\n", "node_selinux_config_mode 0");
        Check("SELINUX=disabled\n", "node_selinux_config_mode -1");
        Check("SELINUX=maybe\n");
        Assert.That(Emitted.By(new SelinuxCollector(FixtureTree.Files("server"))), Is.EqualTo(new[] { "node_selinux_config_mode 1", "node_selinux_current_mode 0", "node_selinux_enabled 1" }));
        Assert.That(Emitted.By(new SelinuxCollector(FixtureTree.Files("vm"))), Is.EqualTo(new[] { "node_selinux_enabled 0" }));
    }

    [Test]
    public void A_kernel_that_does_not_count_hung_tasks_is_no_fault()
    {
        Assert.That(Emitted.By(new KernelHungCollector(FixtureTree.Files("vm"))), Is.EqualTo(new[] { "node_kernel_hung_tasks_total 2" }));
        Assert.That(Emitted.By(new KernelHungCollector(FixtureTree.Files("old"))), Is.Empty);
    }
}
