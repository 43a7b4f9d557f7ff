using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Backends;

/// <summary>
/// What the server's processes cost the machine, by whose they are: <c>pg_stat_activity</c> joined with <c>/proc</c>, where the server is
/// on this machine.
/// </summary>
internal sealed class BackendsQuery(NodeFiles machine, TimeProvider clock) : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_activity, /proc/<pid>/{stat,status,io,cmdline,task/<pid>/children} of the server's processes");

    static readonly string[] Whose = ["datname", "application_name", "backend_type"];

    static readonly Family Count = Families.Gauge("pg_backend_count", "Processes of the server that were found on this machine.", Whose);
    static readonly Family Cpu = Families.Counter("pg_backend_cpu_seconds_total", "CPU time in seconds, from /proc/<pid>/stat; whose, as of the poll that sees it used. What a process uses after the last poll that sees it, and all of one that lives between two, is exact but only in backend_type=\"ended\", so that the sum is what the server has used.", [.. Whose, "mode"]);
    static readonly Family ReadBytes = Families.Counter("pg_backend_read_bytes_total", "Bytes that disks had to read, from /proc/<pid>/io, accounted as CPU time is.", Whose);
    static readonly Family WrittenBytes = Families.Counter("pg_backend_written_bytes_total", "Bytes that are for disks to write, from /proc/<pid>/io, accounted as CPU time is; whoever makes a page of the page cache dirty has written it.", Whose);
    static readonly Family MajorFaults = Families.Counter("pg_backend_major_page_faults_total", "Page faults that had to read from a disk, from /proc/<pid>/stat, accounted as CPU time is.", Whose);
    static readonly Family Anonymous = Families.Gauge("pg_backend_anonymous_memory_bytes", "Private memory in bytes, RssAnon of /proc/<pid>/status: what ends with the processes.", Whose);
    static readonly Family Memory = Families.Gauge("pg_process_memory_bytes", "Resident memory of all the server's processes in bytes, each byte once: anonymous is their private memory together (RssAnon), shared is the shared memory, with huge pages, of the process that has touched most of it, so at least that.", "memtype");

    const string Statement = """
        select d.datname::text, a.application_name, a.backend_type, a.pid, a.backend_start,
               case when a.pid = pg_backend_pid() then coalesce(a.client_port, 0) end
        from pg_stat_get_activity(null) a
        left join pg_database d on d.oid = a.datid
        """;

    static readonly Failure NotHere = new(
        Reason.NotFound, "the agent's own backend is no process below procfs: the server is on another machine, in a PID namespace that is not seen from here, or hidden (hidepid)");

    static readonly Failure NoIo = new(
        Reason.PermissionDenied, "/proc/<pid>/io of the server's processes cannot be read", "run as the same user, or with CAP_SYS_PTRACE");

    readonly PostmasterSearch search = new(new(machine), clock);
    readonly BackendProcesses processes = new(new(machine), clock);
    readonly Utf8Map<string> names = new(name => name);
    readonly Utf8Map<string> applications = new(ApplicationName.Collapse);
    readonly Dictionary<int, BackendRow> reading = [];
    OwnBackend own;
    Postmaster? postmaster;
    ServerFacts? plannedFor;
    ServerFacts? notHereFor;

    public bool IsElsewhere => plannedFor is not null && ReferenceEquals(notHereFor, plannedFor);

    public Failure? Missing { get; private set; }

    public string? Sql(ServerFacts server)
    {
        plannedFor = server;
        return IsElsewhere ? null : Statement;
    }

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see whose processes they are");

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        var self = own;
        while (await rows.ReadAsync(cancel))
        {
            var row = new BackendRow(rows.Text(0, names), rows.Text(1, applications), rows.Text(2, names), rows.IsDBNull(4) ? default : rows.GetDateTime(4));
            var pid = rows.GetInt32(3);
            reading[pid] = row;
            if (!rows.IsDBNull(5))
                self = new(pid, row.Start, rows.GetInt32(5));
        }

        // While the backend works for this very statement, it is there.
        if (self == own && postmaster is not null)
            return;
        (own, postmaster) = (self, search.Find(self));
        if (postmaster is null)
            (notHereFor, Missing) = (plannedFor, NotHere);
    }

    public void Emit(Samples samples)
    {
        if (postmaster is not { } server)
            return;
        var isThere = processes.TryRead(server, reading);
        Missing = !isThere ? NotHere : processes.LacksIo ? NoIo : null;
        if (isThere)
            Emit(samples, processes);
    }

    internal static void Emit(Samples samples, BackendProcesses processes)
    {
        foreach (var account in processes.Accounts.All)
        {
            samples.Add(Count, account.Processes, account.Database, account.Application, account.Type);
            samples.Add(Anonymous, account.AnonymousBytes, account.Database, account.Application, account.Type);
            EmitCounters(samples, account, !processes.LacksIo);
        }

        EmitCounters(samples, processes.Accounts.Ended, !processes.LacksIo);
        samples.Add(Memory, processes.AnonymousBytes, "anonymous");
        samples.Add(Memory, processes.SharedBytes, "shared");
    }

    static void EmitCounters(Samples samples, BackendAccount account, bool hasIo)
    {
        ref readonly var counters = ref account.Counters;
        var (database, application, type) = (account.Database, account.Application, account.Type);
        samples.Add(Cpu, counters.UserTicks / ProcessStat.TicksPerSecond, database, application, type, "user");
        samples.Add(Cpu, counters.SystemTicks / ProcessStat.TicksPerSecond, database, application, type, "system");
        samples.Add(MajorFaults, counters.MajorFaults, database, application, type);
        if (!hasIo)
            return;
        samples.Add(ReadBytes, counters.ReadBytes, database, application, type);
        samples.Add(WrittenBytes, counters.WrittenBytes, database, application, type);
    }
}

/// <summary>A process as the server tells it.</summary>
/// <param name="Start">When it began to run, by the server's clock.</param>
internal readonly record struct BackendRow(string Database, string Application, string Type, DateTime Start);
