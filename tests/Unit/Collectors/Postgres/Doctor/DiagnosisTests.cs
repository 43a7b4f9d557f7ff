using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Collectors.Postgres.Doctor;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres.Doctor;

/// <summary>Which finding a reading makes, and what mends it.</summary>
public sealed class DiagnosisTests
{
    static readonly ServerFacts Server = new(180004, 0, false, "watcher", false, "shop", true, new(new(1, 12), "public"));

    /// <summary>A server at which nothing is to be said.</summary>
    static readonly DoctorReading Good = new(Server)
    {
        Release = "18.4",
        ConnectionLimit = 3,
        IsMonitor = true,
        UsesReserved = true,
        Connections = 5,
        MaxConnections = 100,
        SuperuserReserved = 3,
        Reserved = 3,
        TracksActivities = true,
        TracksCounts = true,
        TracksIoTiming = true,
        ComputeQueryId = "auto",
        StatementsMax = 5000,
        StatementsShipped = new(1, 12),
        Preloaded = "pg_stat_statements",
        StatementsEntries = 20,
        StatementsDiscarded = 0,
    };

    [Test]
    public void A_server_as_it_should_be_is_ok_throughout()
    {
        var findings = Diagnosis.Of(Good, statements: true);
        Assert.That(findings.Select(finding => finding.State), Is.All.EqualTo(FindingState.Ok));
        Assert.That(findings.Select(finding => finding.Fix), Is.All.Empty);
        Assert.That(findings, Has.Count.EqualTo(12));
    }

    [Test]
    public void The_role_sees_everything_and_is_no_superuser()
    {
        Check(Good with { IsMonitor = false, Server = Server with { ReadsAllStats = false, Role = "we\"ak" } }, FindingState.Problem, "role", "GRANT pg_monitor TO \"we\"\"ak\";");
        Check(Good with { IsMonitor = false }, FindingState.Hint, "role", "GRANT pg_monitor TO \"watcher\";");
        Check(Good with { IsSuperuser = true }, FindingState.Problem, "role", "packaging/sql/role.sql");
        Check(Good with { ConnectionLimit = -1 }, FindingState.Hint, "connection limit", "ALTER ROLE \"watcher\" CONNECTION LIMIT 3;");
        Check(Good with { ConnectionLimit = 1 }, FindingState.Problem, "connection limit", "ALTER ROLE \"watcher\" CONNECTION LIMIT 3;");
    }

    [Test]
    public void Versions_that_are_too_old_are_a_problem_and_newer_ones_are_remarked()
    {
        Check(Good with { Server = Server with { Version = 120019 }, Release = "12.19" }, FindingState.Problem, "version", "upgrade the server to 13 or newer");
        var newer = Single(Good with { Server = Server with { Version = 190001 }, Release = "19.1" }, "version");
        Assert.That((newer.State, newer.What), Is.EqualTo((FindingState.Ok, "PostgreSQL 19.1, newer than 18, the newest this agent was tested with")));
    }

    [Test]
    public void A_connection_is_kept_for_the_agent()
    {
        Check(Good with { Connections = 94 }, FindingState.Problem, "connections", "raise max_connections");
        Check(Good with { Connections = 80 }, FindingState.Hint, "connections", "raise max_connections");
        Check(Good with { Reserved = 0 }, FindingState.Hint, "reserved connections", "ALTER SYSTEM SET reserved_connections = 3; -- and restart");
        Check(Good with { UsesReserved = false }, FindingState.Hint, "reserved connections", "GRANT pg_use_reserved_connections TO \"watcher\";");
        Assert.That(Diagnosis.Of(Good with { Server = Server with { Version = 150018 } }, true).Select(finding => finding.Check), Does.Not.Contain("reserved connections"));
    }

    [Test]
    public void Statistics_are_switched_on()
    {
        Check(Good with { TracksActivities = false }, FindingState.Problem, "track_activities", "ALTER SYSTEM SET track_activities = on; SELECT pg_reload_conf();");
        Check(Good with { TracksCounts = false }, FindingState.Problem, "track_counts", "ALTER SYSTEM SET track_counts = on; SELECT pg_reload_conf();");
        Check(Good with { TracksIoTiming = false }, FindingState.Hint, "track_io_timing", "ALTER SYSTEM SET track_io_timing = on; SELECT pg_reload_conf();");
        Check(Good with { ComputeQueryId = "off" }, FindingState.Problem, "compute_query_id", "ALTER SYSTEM SET compute_query_id = auto; SELECT pg_reload_conf();");
        Assert.That(Diagnosis.Of(Good with { ComputeQueryId = null }, true).Select(finding => finding.Check), Does.Not.Contain("compute_query_id"), "before 14");
    }

    [Test]
    public void Statements_are_loaded_installed_new_and_have_room()
    {
        var unloaded = Good with { StatementsMax = null };
        Check(unloaded with { Preloaded = "auto_explain, pg_cron" }, FindingState.Problem, "shared_preload_libraries", "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_cron', 'pg_stat_statements'; -- and restart");
        Check(unloaded with { Preloaded = "" }, FindingState.Problem, "shared_preload_libraries", "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; -- and restart");
        Check(unloaded with { Preloaded = null }, FindingState.Problem, "shared_preload_libraries", "add pg_stat_statements to shared_preload_libraries and restart");
        Check(unloaded with { PreloadIsPending = true }, FindingState.Problem, "shared_preload_libraries", "restart the server");
        Check(Good with { Server = Server with { Statements = null } }, FindingState.Problem, "pg_stat_statements", "CREATE EXTENSION pg_stat_statements; -- in database shop");
        Check(Good with { Server = Server with { Statements = null }, StatementsShipped = null }, FindingState.Problem, "pg_stat_statements", "contrib");
        Check(Good with { Server = Server with { Statements = new(new(1, 9), "public") } }, FindingState.Problem, "pg_stat_statements", "ALTER EXTENSION pg_stat_statements UPDATE; -- in database shop");
        Check(Good with { StatementsEntries = 4800 }, FindingState.Hint, "pg_stat_statements.max", "ALTER SYSTEM SET pg_stat_statements.max = 10000; -- and restart");
        Check(Good with { StatementsDiscarded = 1 }, FindingState.Hint, "pg_stat_statements.max", "ALTER SYSTEM SET pg_stat_statements.max = 10000; -- and restart");
        Assert.That(Diagnosis.Of(unloaded, statements: false).Select(finding => finding.State), Is.All.EqualTo(FindingState.Ok), "nobody wants them");
    }

    [Test]
    public void A_pooler_is_a_hint() =>
        Check(Good with { Server = Server with { IsPooled = true } }, FindingState.Hint, "pooler", "point the target at the server itself");

    [Test]
    public void Who_cannot_connect_hears_why()
    {
        var finding = Diagnosis.Of(new Failure(Reason.AuthenticationFailed, "db:5432: 28P01: refused", "check user and password")).Single();
        Assert.That(finding, Is.EqualTo(new Finding(FindingState.Error, "connection", "db:5432: 28P01: refused", "check user and password")));
    }

    [Test]
    public void Only_problems_and_errors_are_to_be_fixed()
    {
        Assert.That(Of(FindingState.Ok, FindingState.Hint).IsToFix, Is.False);
        Assert.That(Of(FindingState.Ok, FindingState.Problem).IsToFix, Is.True);
        Assert.That(Of(FindingState.Error).IsToFix, Is.True);

        static TargetFindings Of(params FindingState[] states) => new("db", [.. states.Select(state => new Finding(state, "", "", ""))]);
    }

    static void Check(DoctorReading reading, FindingState state, string check, string fix)
    {
        var finding = Single(reading, check);
        Assert.That(finding.State, Is.EqualTo(state), finding.What);
        Assert.That(finding.Fix, Does.Contain(fix));
    }

    static Finding Single(DoctorReading reading, string check) =>
        Diagnosis.Of(reading, statements: true).Single(finding => finding.Check == check);
}
