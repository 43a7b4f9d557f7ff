using MetricsAgent.Collectors.Container;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Node.Systemd;
using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Collectors.Postgres.Backends;
using MetricsAgent.Collectors.Postgres.Databases;
using MetricsAgent.Collectors.Postgres.Queries;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Collectors.Scrape;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors;

/// <summary>The table of contents: every collector, one line each. A collector that is not in here does not exist.</summary>
public static class Catalogue
{
    /// <summary>The collector that reports on all the others.</summary>
    public const string Report = "self.agent";

    internal static readonly ContainerEntry[] Container =
    [
        new("container.cpu", CgroupCpu.Families, (files, _) => new CgroupCpu(files)),
        new("container.io", CgroupIo.Families, (files, _) => new CgroupIo(files)),
        new("container.memory", CgroupMemory.Families, (files, _) => new CgroupMemory(files)),
        new("container.pressure", CgroupPressure.Families, (_, _) => new CgroupPressure()),
        new("container.tasks", CgroupTasks.Families, (_, clock) => new CgroupTasks(clock)),
    ];
    /// <summary>Collectors that report on others, and therefore are polled after them.</summary>
    public static IReadOnlyList<string> Reports { get; } = ["node.scrape", Report];

    internal static readonly NodeScrapeEntry NodeScrape = new("node.scrape", ScrapeCollector.Families);

    internal static readonly NodeEntry[] Node =
    [
        new("node.arp", ArpCollector.Families, (files, _) => new ArpCollector(files)),
        new("node.bonding", BondingCollector.Families, (files, _) => new BondingCollector(files)),
        new("node.conntrack", ConntrackCollector.Families, (files, _) => new ConntrackCollector(files)),
        new("node.cpu", CpuCollector.Families, (files, _) => new CpuCollector(files)),
        new("node.cpu_info", CpuInfoCollector.Families, (files, _) => new CpuInfoCollector(files)) { IsOptIn = true },
        new("node.cpu_throttle", CpuThrottleCollector.Families, (files, _) => new CpuThrottleCollector(files)),
        new("node.cpufreq", CpufreqCollector.Families, (files, _) => new CpufreqCollector(files)),
        new("node.diskstats", DiskstatsCollector.Families, (files, _) => new DiskstatsCollector(files)),
        new("node.dmi", DmiCollector.Families, (files, _) => new DmiCollector(files)),
        new("node.edac", EdacCollector.Families, (files, _) => new EdacCollector(files)),
        new("node.entropy", EntropyCollector.Families, (files, _) => new EntropyCollector(files)),
        new("node.filefd", FilefdCollector.Families, (files, _) => new FilefdCollector(files)),
        new("node.filesystem", FilesystemCollector.Families, (files, clock) => new FilesystemCollector(files, Libc.Statfs, clock)) { CreateForOnce = FilesystemCollector.ForOnce },
        new("node.hwmon", HwmonCollector.Families, (files, _) => new HwmonCollector(files)),
        new("node.kernel_hung", KernelHungCollector.Families, (files, _) => new KernelHungCollector(files)),
        new("node.loadavg", LoadavgCollector.Families, (files, _) => new LoadavgCollector(files)),
        new("node.mdadm", MdadmCollector.Families, (files, _) => new MdadmCollector(files)),
        new("node.meminfo", MeminfoCollector.Families, (files, _) => new MeminfoCollector(files)),
        new("node.netclass", NetclassCollector.Families, (files, _) => new NetclassCollector(files)),
        new("node.netdev", NetdevCollector.Families, (files, _) => new NetdevCollector(files)),
        new("node.netstat", NetstatCollector.Families, (files, _) => new NetstatCollector(files)),
        new("node.nvme", NvmeCollector.Families, (files, _) => new NvmeCollector(files)),
        new("node.os", OsCollector.Families, (files, _) => new OsCollector(files)),
        new("node.powersupplyclass", PowerSupplyClassCollector.Families, (files, _) => new PowerSupplyClassCollector(files)),
        new("node.pressure", PressureCollector.Families, (files, _) => new PressureCollector(files)),
        new("node.processes", ProcessesCollector.Families, (files, _) => new ProcessesCollector(files)) { IsOptIn = true },
        new("node.rapl", RaplCollector.Families, (files, _) => new RaplCollector(files)),
        new("node.schedstat", SchedstatCollector.Families, (files, _) => new SchedstatCollector(files)),
        new("node.scope", ScopeCollector.Families, (files, _) => new ScopeCollector(files)),
        new("node.selinux", SelinuxCollector.Families, (files, _) => new SelinuxCollector(files)),
        new("node.sockstat", SockstatCollector.Families, (files, _) => new SockstatCollector(files)),
        new("node.softnet", SoftnetCollector.Families, (files, _) => new SoftnetCollector(files)),
        new("node.stat", StatCollector.Families, (files, _) => new StatCollector(files)),
        new("node.systemd", SystemdCollector.Families, (files, _) => new SystemdCollector(files)) { IsOptIn = true },
        new("node.textfile", TextfileCollector.Families, (files, clock) => new TextfileCollector(files, clock, (name, _) => IsOwn(name))),
        new("node.thermal_zone", ThermalZoneCollector.Families, (files, _) => new ThermalZoneCollector(files)),
        new("node.time", TimeCollector.Families, (files, clock) => new TimeCollector(files, clock)),
        new("node.timex", TimexCollector.Families, (_, _) => new TimexCollector(Libc.Adjtimex)),
        new("node.udp_queues", UdpQueuesCollector.Families, (files, _) => new UdpQueuesCollector(files)),
        new("node.uname", UnameCollector.Families, (_, _) => new UnameCollector(Libc.Uname)),
        new("node.vmstat", VmstatCollector.Families, (files, _) => new VmstatCollector(files)),
        new("node.watchdog", WatchdogCollector.Families, (files, _) => new WatchdogCollector(files)),
    ];

    /// <summary>By name, the one that reports on the others among them.</summary>
    static IEnumerable<CollectorEntry> NodeAll => Node.Append<CollectorEntry>(NodeScrape).OrderBy(entry => entry.Name, StringComparer.Ordinal);

    internal static readonly PgBouncerEntry[] PgBouncer =
    [
        new("pgbouncer.config", ConfigTable.Families, ConfigTable.Command, ConfigTable.Create),
        new("pgbouncer.databases", DatabasesTable.Families, DatabasesTable.Command, DatabasesTable.Create),
        new("pgbouncer.lists", ListsTable.Families, ListsTable.Command, ListsTable.Create),
        new("pgbouncer.pools", PoolsTable.Families, PoolsTable.Command, PoolsTable.Create),
        new("pgbouncer.stats", StatsTable.Families, StatsTable.Command, StatsTable.Create),
        new("pgbouncer.version", VersionTable.Families, VersionTable.Command, () => new VersionTable()),
    ];

    internal static readonly PostgresEntry[] Postgres =
    [
        new("postgres.activity", ActivityQuery.Families, () => new ActivityQuery()),
        new("postgres.archiver", ArchiverQuery.Families, () => new ArchiverQuery()),
        new("postgres.backends", BackendsQuery.Families, machine => new BackendsQuery(machine, TimeProvider.System)),
        new("postgres.bgwriter", BgwriterQuery.Families, () => new BgwriterQuery()),
        new("postgres.blocking", BlockingQuery.Families, () => new BlockingQuery()),
        new("postgres.checkpointer", CheckpointerQuery.Families, () => new CheckpointerQuery()),
        new("postgres.conflicts", ConflictsQuery.Families, () => new ConflictsQuery()),
        new("postgres.connections", ConnectionsQuery.Families, () => new ConnectionsQuery()),
        new("postgres.database", DatabaseQuery.Families, () => new DatabaseQuery()),
        new("postgres.database_age", DatabaseAgeQuery.Families, () => new DatabaseAgeQuery()),
        new("postgres.instance", InstanceQuery.Families, () => new InstanceQuery()),
        new("postgres.io", IoQuery.Families, () => new IoQuery()),
        new("postgres.locks", LocksQuery.Families, () => new LocksQuery()),
        new("postgres.prepared_transactions", PreparedTransactionsQuery.Families, () => new PreparedTransactionsQuery()),
        new("postgres.progress", ProgressQuery.Families, () => new ProgressQuery()),
        new("postgres.replication", ReplicationQuery.Families, () => new ReplicationQuery()),
        new("postgres.replication_slot_stats", ReplicationSlotStatsQuery.Families, () => new ReplicationSlotStatsQuery()),
        new("postgres.replication_slots", ReplicationSlotsQuery.Families, () => new ReplicationSlotsQuery()),
        new("postgres.roles", RolesQuery.Families, () => new RolesQuery()),
        new("postgres.settings", SettingsQuery.Families, () => new SettingsQuery()),
        new("postgres.slru", SlruQuery.Families, () => new SlruQuery()),
        new("postgres.standby", StandbyQuery.Families, () => new StandbyQuery()),
        new("postgres.subscriptions", SubscriptionsQuery.Families, () => new SubscriptionsQuery()),
        new("postgres.vacuum_progress", VacuumProgressQuery.Families, () => new VacuumProgressQuery()),
        new("postgres.wal", WalQuery.Families, () => new WalQuery()),
        new("postgres.wal_files", WalFilesQuery.Families, () => new WalFilesQuery()),
        new("postgres.wal_receiver", WalReceiverQuery.Families, () => new WalReceiverQuery()),
        new("postgres.wraparound", WraparoundQuery.Families, () => new WraparoundQuery(TimeProvider.System)),
        new("postgres.xmin_horizon", XminHorizonQuery.Families, () => new XminHorizonQuery()),
    ];

    internal static readonly PostgresDatabaseEntry[] PostgresDatabases =
    [
        new("postgres.bloat", BloatQuery.Families, _ => new BloatQuery()) { IsOptIn = true },
        new("postgres.buffercache_summary", BuffercacheSummaryQuery.Families, _ => new BuffercacheSummaryQuery()) { IsOptIn = true, IsOfCluster = true },
        new("postgres.database_size", DatabaseSizeQuery.Families, _ => new DatabaseSizeQuery()) { IsOfCluster = true },
        new("postgres.functions", FunctionsQuery.Families, scope => new FunctionsQuery(scope)) { IsOptIn = true },
        new("postgres.index_health", IndexHealthQuery.Families, _ => new IndexHealthQuery()),
        new("postgres.indexes", IndexesQuery.Families, scope => new IndexesQuery(scope)),
        new("postgres.sequences", SequencesQuery.Families, _ => new SequencesQuery()),
        new("postgres.table_age", TableAgeQuery.Families, _ => new TableAgeQuery()),
        new("postgres.tables", TablesQuery.Families, scope => new TablesQuery(scope)),
    ];

    internal static readonly PolledEntry PostgresActiveSessions = new("postgres.active_sessions", ActiveSessionsCollector.Families);
    internal static readonly PolledEntry PostgresQueries = new("postgres.queries", QueryCollector.Families);
    internal static readonly PolledEntry PostgresStatements = new("postgres.statements", StatementsCollector.Families);

    /// <summary>By name, those with intervals of their own among the others.</summary>
    static IEnumerable<CollectorEntry> PostgresAll =>
        Postgres.Concat<CollectorEntry>(PostgresDatabases).Concat([PostgresActiveSessions, PostgresQueries, PostgresStatements])
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);

    internal static readonly ProbeEntry[] Probe =
    [
        new("probe.dns", DnsReading.Families, ["dns"], (url, settings, timeout, clock) => new DnsProbe(url, settings, timeout, clock)),
        new("probe.grpc", GrpcReading.Families, ["grpc", "grpcs"], (url, settings, timeout, clock) => new GrpcProbe(url, settings, timeout, clock)),
        new("probe.http", HttpReading.Families, ["http", "https"], (url, settings, timeout, clock) => new HttpProbe(url, settings, timeout, clock)),
        new("probe.icmp", IcmpReading.Families, ["icmp"], (url, settings, timeout, clock) => new IcmpProbe(url, settings, timeout, clock)),
        new("probe.stream", StreamReading.Families, ["tcp", "tls", "unix"], (url, settings, timeout, clock) => new StreamProbe(url, settings, timeout, clock)),
    ];

    internal static readonly ProbePartEntry[] ProbeParts =
    [
        new("probe.certificate", CertificateFamilies.Families),
        new("probe.counters", ProbeCounters.Families),
        new("probe.health", HealthFamilies.Families),
        new("probe.target", ProbeCollector.Families),
    ];

    /// <summary>By name, what all kinds have in common among them.</summary>
    static IEnumerable<CollectorEntry> ProbeAll => Probe.Concat<CollectorEntry>(ProbeParts).OrderBy(entry => entry.Name, StringComparer.Ordinal);

    internal static readonly ProcessEntry[] Process =
    [
        new("process.groups", ProcessGroupsCollector.Families, (config, files) => new ProcessGroupsCollector(config, files)),
    ];

    internal static readonly ScrapeEntry Scrape = new("app.scrape", ScrapeTargetCollector.Families);

    internal static readonly SelfEntry[] Self =
    [
        new(Report, AgentCollector.Families, context => new AgentCollector(context.Polls)),
        new("self.notifications", NotificationsCollector.Families, context => new NotificationsCollector(context.Notifications)),
        new("self.probe_polls", ProbePollsCollector.Families, context => new ProbePollsCollector(context.ProbeTurns)),
        new("self.probe_requests", ProbeRequestsCollector.Families, context => new ProbeRequestsCollector(context.ProbeRequests)),
        new("self.process", ProcessCollector.Families, _ => new ProcessCollector()),
        new("self.rules", RulesCollector.Families, context => new RulesCollector(context.Rules)),
        new("self.runtime", RuntimeCollector.Families, _ => new RuntimeCollector()),
    ];

    /// <summary>Every entry, in the order of the documentation.</summary>
    public static IReadOnlyList<CollectorEntry> All { get; } = [.. NodeAll, .. Container, .. Process, .. PgBouncer, .. PostgresAll, .. ProbeAll, Scrape, .. Self];

    /// <summary>Labels that families of a domain have themselves: no constant label may have such a name.</summary>
    public static IReadOnlyList<string> Labels(string domain) =>
        [.. All.Where(entry => entry.Domain == domain).SelectMany(entry => entry.Families).SelectMany(family => family.AllLabels).Distinct()];

    /// <summary>The collector of each family that is declared, by the names of its samples; made for who asks.</summary>
    public static IReadOnlyDictionary<string, string> Owners() => (
        from entry in All
        from family in entry.Families
        from name in family.SampleNames
        select (name, entry.Name)).ToDictionary();

    /// <summary>Whether the agent has a family of that name, so that no other program's may be exposed beside it.</summary>
    internal static bool IsOwn(string name) => OwnSamples.ContainsKey(name) || Patterns.Any(pattern => pattern.Covers(name));

    /// <summary>The agent's own family that has a sample of that name; null where there is none.</summary>
    internal static (FamilyKind Kind, string Help)? OwnFamily(string name) =>
        OwnSamples.TryGetValue(name, out var family) ? (family.Kind, family.Help)
        : Patterns.FirstOrDefault(pattern => pattern.Covers(name)) is { } pattern ? (pattern.Kind, pattern.Help)
        : null;

    // Most configurations need none.
    static Dictionary<string, Family> OwnSamples => ownSamples ??= (
        from entry in All
        from family in entry.Families
        from name in family.SampleNames
        select (name, family)).ToDictionary();

    static Dictionary<string, Family>? ownSamples;

    static IEnumerable<FamilyPattern> Patterns => All.SelectMany(entry => entry.Families.Patterns);

    /// <summary>The instances that a configuration asks for, ready to be polled.</summary>
    public static IReadOnlyList<CollectorInstance> Plan(CollectorContext context) =>
    [
        .. NodePlan.Instances(context),
        .. ContainerPlan.Instances(context),
        .. ProcessPlan.Instances(context),
        .. PgBouncerPlan.Instances(context),
        .. PostgresPlan.Instances(context),
        .. ProbePlan.Instances(context),
        .. SelfPlan.Instances(context),
        // Last: where others' families have the name of an own one, the own one is first.
        .. ScrapePlan.Instances(context),
    ];
}
