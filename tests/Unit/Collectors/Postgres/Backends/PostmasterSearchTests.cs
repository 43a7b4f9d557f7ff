using System.Text;
using MetricsAgent.Collectors.Postgres.Backends;
using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres.Backends;

/// <summary>Which process is the server's, if any.</summary>
internal sealed class PostmasterSearchTests
{
    const int Port = 52810;

    static readonly BootClock Boot = BootClock.Read(TimeProvider.System);
    static readonly ulong Start = Boot.NowTicks - 100;

    /// <summary>A backend looks at the clock a moment after its start.</summary>
    static readonly DateTime RowStart = Boot.At(Start) + TimeSpan.FromMilliseconds(12);

    [Test]
    public void The_parent_of_the_agents_own_backend_is_the_server()
    {
        using var machine = Machine();
        Check(machine, new(4711, RowStart, Port), new(700, 1000, Start, IsTranslated: false));
        Check(machine, new(4711, RowStart, -1), null, "a session over a socket has no port in its title");
        machine.Set(machine[4711] with { Title = "postgres: joe shop [local] idle\0" });
        Check(machine, new(4711, RowStart, -1), new(700, 1000, Start, IsTranslated: false));
    }

    [Test]
    public void A_number_that_is_another_process_here_is_of_a_server_elsewhere()
    {
        using var machine = Machine();
        Check(machine, new(4711, RowStart - TimeSpan.FromSeconds(1), Port), null, "started before there was this process");
        Check(machine, new(4711, RowStart + TimeSpan.FromSeconds(11), Port), null, "started long after it");
        Check(machine, new(4712, RowStart, Port), null, "there is none");
        Check(machine, new(4711, RowStart, Port + 1), null, "a container of the same image, whose agent connected at the same moment");
    }

    [Test]
    public void A_server_in_a_container_knows_its_processes_by_other_numbers()
    {
        using var machine = Machine();
        machine.Set(new(90210, 90001, Start) { NamespacePids = "90210\t35" });
        machine.Set(new(90001, 1, 2000) { NamespacePids = "90001\t1" });
        machine.Set(new(35, 2, 3) { Title = "" });
        Check(machine, new(35, RowStart, Port), new(90001, 2000, Start, IsTranslated: true));
        Check(machine, new(90210, RowStart, Port), null, "it is a number of the machine's, which no server in there tells");
    }

    [Test]
    public void Ports_are_found_in_titles()
    {
        Check("postgres: joe shop 10.0.0.5(52810) idle", 52810);
        Check("postgres: main: joe (x) s(1)hop ::1(65535) SELECT waiting", 65535);
        Check("postgres: joe shop 10.0.0.5(52810)\0\0\0", 52810);
        Check("postgres: joe shop [local] idle", null);
        Check("postgres: joe shop 10.0.0.5(528", null);
        Check("postgres: joe shop )(", null);
        Check("postgres: joe shop (99999999999)", null);
        Check("", null);

        static void Check(string title, int? want) => Assert.That(PostmasterSearch.PortIn(Encoding.UTF8.GetBytes(title)), Is.EqualTo(want), title);
    }

    static FakeProcfs Machine()
    {
        var machine = new FakeProcfs();
        machine.Set(new(1, 0, 1) { Title = "init\0" });
        machine.Set(new(700, 1, 1000) { Title = "/usr/lib/postgresql/18/bin/postgres\0-D\0/data\0" });
        machine.Set(new(4711, 700, Start));
        return machine;
    }

    static void Check(FakeProcfs machine, OwnBackend own, Postmaster? want, string why = "") =>
        Assert.That(new PostmasterSearch(machine.Files, TimeProvider.System).Find(own), Is.EqualTo(want), why);
}
