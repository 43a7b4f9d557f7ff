using MetricsAgent.Collectors.Postgres;
using Npgsql;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>libpq's ways to name a server, and that no message ever shows a secret.</summary>
public sealed class ConnectionStringTests
{
    const string Secret = "s3cret";

    [Test]
    public void Uris_are_read_as_libpq_reads_them()
    {
        Check("postgresql://db", host: "db");
        Check("postgres://watcher:s3cret@db.example:6432/shop", "db.example", 6432, "shop", "watcher", Secret);
        Check("postgresql://watcher@/shop?host=/var/run/postgresql", "/var/run/postgresql", database: "shop", user: "watcher");
        Check("postgresql://%2Fvar%2Frun/shop", "/var/run", database: "shop");
        Check("postgresql://[2001:db8::1]:5433/shop", "2001:db8::1", 5433, "shop");
        Check("postgresql://a%40b:p%2Fw%3A@db/sh%20op", "db", database: "sh op", user: "a@b", password: "p/w:");
        Check("postgresql://watcher:p@ss@db/shop", "db", database: "shop", user: "watcher", password: "p@ss");
        Check("postgresql://db/shop?user=watcher&password=s3cret&port=5433", "db", 5433, "shop", "watcher", Secret);
        Check("postgresql+asyncpg://watcher@db/shop", "db", database: "shop", user: "watcher");
        Check("postgresql://watcher@db/shop?schema=public&connection_limit=5&connect_timeout=3", "db", database: "shop", user: "watcher");

        static void Check(string dsn, string host, int port = 5432, string? database = null, string? user = null, string? password = null) =>
            CheckParts(ConnectionString.Parse(dsn, _ => null).Hosts[0], host, port, database, user, password);
    }

    [Test]
    public void Keywords_are_read_as_libpq_reads_them()
    {
        Check("host=db port=6432 dbname=shop user=watcher password=s3cret", "db", 6432, "shop", "watcher", Secret);
        Check(@"host = db  password = 'it\'s a \\secret'", "db", password: @"it's a \secret");
        Check("hostaddr=10.0.0.5 host=db.example dbname=shop", "10.0.0.5", database: "shop");
        Check("user='' host=db", "db");
        Check("", "localhost");

        static void Check(string dsn, string host, int port = 5432, string? database = null, string? user = null, string? password = null) =>
            CheckParts(ConnectionString.Parse(dsn, _ => null).Hosts[0], host, port, database, user, password);
    }

    [Test]
    public void The_environment_fills_what_the_dsn_leaves_out()
    {
        var environment = new Dictionary<string, string?>
        {
            ["PGHOST"] = "db.env",
            ["PGPORT"] = "6000",
            ["PGUSER"] = "env",
            ["PGPASSWORD"] = Secret,
            ["PGDATABASE"] = "shop",
            ["PGSSLMODE"] = "verify-full",
            ["PGAPPNAME"] = "mine",
        };

        CheckParts(Parse(""), "db.env", 6000, "shop", "env", Secret);
        CheckParts(Parse("host=db user=watcher"), "db", 6000, "shop", "watcher", Secret);
        Assert.That(Parse("sslmode=require").SslMode, Is.EqualTo(SslMode.Require));
        Assert.That(Parse("").SslMode, Is.EqualTo(SslMode.VerifyFull));
        Assert.That(Parse("").ApplicationName, Is.EqualTo("mine"));

        NpgsqlConnectionStringBuilder Parse(string dsn) => ConnectionString.Parse(dsn, name => environment.GetValueOrDefault(name)).Hosts[0];
    }

    [Test]
    public void The_environment_names_a_target_of_its_own()
    {
        Check("postgresql://a", ("DATABASE_URL", "postgresql://a"), ("DATA_SOURCE_NAME", "postgresql://b"), ("PGHOST", "c"));
        Check("postgresql://b", ("DATA_SOURCE_NAME", "postgresql://b"), ("PGHOST", "c"));
        Check("", ("PGHOST", "c"));
        Check(null, ("PGUSER", "watcher"));

        static void Check(string? want, params (string Name, string Value)[] environment) => Assert.That(
            ConnectionString.FromEnvironment(name => environment.FirstOrDefault(variable => variable.Name == name).Value), Is.EqualTo(want));
    }

    [Test]
    public void Several_hosts_are_tried_in_their_order()
    {
        Check("postgresql://a:1,[::1]:2,c/shop", ("a", 1), ("::1", 2), ("c", 5432));
        Check("host=a,b port=6432", ("a", 6432), ("b", 6432));
        Check("host=a,b port=1,2 target_session_attrs=read-write", ("a", 1), ("b", 2));
        Check("host=a,b hostaddr=10.0.0.1,10.0.0.2", ("10.0.0.1", 5432), ("10.0.0.2", 5432));
        Assert.That(ConnectionString.Parse("host=a,b port=1,2", _ => null).Where, Is.EqualTo("a:1, b:2"));
        Assert.That(ConnectionString.Parse("target_session_attrs=read-write", _ => null).Wanted, Is.EqualTo(SessionRole.Primary));
        Assert.That(ConnectionString.Parse("", name => name == "PGTARGETSESSIONATTRS" ? "standby" : null).Wanted, Is.EqualTo(SessionRole.Standby));

        static void Check(string dsn, params (string, int)[] want) => Assert.That(
            ConnectionString.Parse(dsn, _ => null).Hosts.Select(host => (host.Host!, host.Port)), Is.EqualTo(want), dsn);
    }

    [Test]
    public void A_service_comes_after_the_dsn_and_before_the_environment()
    {
        var parsed = ConnectionString.Parse("service=shop user=me", Variable, Service).Hosts[0];
        CheckParts(parsed, "db.service", 5432, "env", "me", null);
        CheckParts(ConnectionString.Parse("", name => name == "PGSERVICE" ? "shop" : null, Service).Hosts[0], "db.service", 5432, "service", "service", null);

        static string? Variable(string name) => name switch { "PGHOST" => "db.env", "PGUSER" => "env", "PGDATABASE" => "env", _ => null };
        static Dictionary<string, string> Service(string name) => name == "shop" ? new() { ["host"] = "db.service", ["user"] = "service" } : [];
    }

    [Test]
    public void Ssl_modes_have_libpqs_names()
    {
        Check("", SslMode.Prefer);
        Check("sslmode=disable", SslMode.Disable);
        Check("sslmode=allow", SslMode.Allow);
        Check("sslmode=prefer", SslMode.Prefer);
        Check("sslmode=require", SslMode.Require);
        Check("sslmode=verify-ca", SslMode.VerifyCA);
        Check("sslmode=require sslrootcert=ca.pem", SslMode.VerifyCA);
        Check("sslmode=verify-full", SslMode.VerifyFull);
        Check("postgresql://db?ssl=true", SslMode.Require);

        static void Check(string dsn, SslMode want) => Assert.That(ConnectionString.Parse(dsn, _ => null).Hosts[0].SslMode, Is.EqualTo(want), dsn);
    }

    [Test]
    public void Mistakes_are_named_without_the_password()
    {
        Check("mysql://watcher:s3cret@db/shop", "the URI does not begin with postgresql://");
        Check("postgresql://watcher:s3cret@db:port/shop", "port is not a number from 1 to 65535");
        Check("postgresql://watcher:s3cret@db:70000/shop", "port is not a number from 1 to 65535");
        Check("postgresql://watcher:s3cret%zz@db/shop", "the URI has a '%' that two hexadecimal digits do not follow; a literal one is written %25");
        Check("postgresql://watcher:s3/s3cret@db/shop", "the URI has an '@' after '/' or '?'; write these in a password as %2F and %3F, and an '@' as %40");
        Check("postgresql://watcher:s3?s3cret=1@db/shop", "the URI has an '@' after '/' or '?'; write these in a password as %2F and %3F, and an '@' as %40");
        Check("postgresql://[::1/shop?password=s3cret", "the URI's IPv6 address does not end in ']'");
        Check("postgresql://db/shop?s3cret", "a parameter of the URI has no '='");
        Check("postgresql://db/shop?passwort=s3cret", "'passwort' is not a connection parameter that is supported");
        Check("postgresql://a:1,b:2,c:3/shop?port=1,2&password=s3cret", "2 ports do not match 3 hosts; give one for all, or one for each");
        Check("host=a password=s3cret target_session_attrs=s3cret", "target_session_attrs is not one of any, read-write, read-only, primary, standby, prefer-standby");
        Check("host=db password=s3 cret", "expected 'keyword=value' pairs; a value with blanks is written between single quotes");
        Check("host=db password='s3cret", "a value's closing single quote is missing");
        Check("host=db password=s3cret sslmode=s3cret", "sslmode is not one of disable, allow, prefer, require, verify-ca, verify-full");
        Check("host=db;password=s3cret", "a host has ';' or '=' in it; 'keyword=value' pairs are separated by blanks");
        Check("host=db,password=s3cret", "a host has ';' or '=' in it; 'keyword=value' pairs are separated by blanks");
        Check("s3cret", "expected 'keyword=value' pairs; a value with blanks is written between single quotes");

        static void Check(string dsn, string want)
        {
            var error = Assert.Throws<FormatException>(() => ConnectionString.Parse(dsn, _ => null), dsn);
            Assert.That(error!.Message, Is.EqualTo(want));
            Assert.That(error.Message, Does.Not.Contain(Secret));
        }
    }

    static void CheckParts(NpgsqlConnectionStringBuilder parsed, string host, int port, string? database, string? user, string? password)
    {
        Assert.That((parsed.Host, parsed.Port, parsed.Password), Is.EqualTo((host, port, password)));
        Assert.That(parsed.Username, Is.EqualTo(user ?? Environment.UserName));
        Assert.That(parsed.Database, Is.EqualTo(database ?? parsed.Username));
    }
}
