using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Password and service files as libpq reads them.</summary>
public sealed class LibpqFilesTests
{
    [Test]
    public void The_first_line_that_fits_has_the_password()
    {
        Check("db:5432:shop:watcher:one", "one");
        Check("# db:5432:shop:watcher:no\n\ndb:5432:shop:watcher:one\n*:*:*:*:two", "one");
        Check("db:6432:shop:watcher:no\nother:*:*:*:no\n*:*:*:watcher:two", "two");
        Check("db:*:*:watcher:a\\:b\\\\c", "a:b\\c");
        Check("db:*:*:watcher:a:b", "a:b");
        Check("db:*:sh\\op:watcher:escaped", "escaped");
        Check("\\*:*:*:*:no", null);
        Check("db:5432:shop", null);
        Check("", null);

        static void Check(string file, string? want) => Assert.That(PassFile.Find(file.Split('\n'), "db", 5432, "shop", "watcher"), Is.EqualTo(want), file);
    }

    [Test]
    public void A_service_is_the_first_section_of_its_name()
    {
        string[] file = ["# mine", "[other]", "host=no", "[shop]", " host=db ", "", "options=-c a=b", "[shop]", "port=1"];
        Assert.That(ServiceFile.Find(file, "shop"), Is.EqualTo(new Dictionary<string, string> { ["host"] = "db", ["options"] = "-c a=b" }));
        Assert.That(ServiceFile.Find(file, "absent"), Is.Null);
        Assert.That(() => ServiceFile.Find(["[shop]", "s3cret"], "shop"), Throws.InstanceOf<FormatException>().With.Message.Not.Contain("s3cret"));
        Assert.That(() => ServiceFile.Find(["[shop]", "service=other"], "shop"), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void A_password_file_that_others_may_read_is_not_used()
    {
        using var home = new TemporaryDirectory("home");
        var file = home.Write(".pgpass", "*:*:*:*:s3cret\n");
        var files = new LibpqFiles(name => name == "HOME" ? home.Path : null);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.That((files.Password("", "db", 5432, "shop", "me", out var fine), fine), Is.EqualTo(("s3cret", (string?)null)));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.That(files.Password("", "db", 5432, "shop", "me", out var refusal), Is.Null);
        Assert.That(refusal, Does.Contain($"chmod 600 {file}"));
        Assert.That(files.Password(home.File("absent"), "db", 5432, "shop", "me", out _), Is.Null);
    }

    [Test]
    public void A_service_is_sought_where_libpq_seeks_it()
    {
        using var home = new TemporaryDirectory("home");
        home.Write(".pg_service.conf", "[mine]\nhost=home\n");
        home.Write("pg_service.conf", "[mine]\nhost=system\n[all]\nhost=system\n");
        home.Write("own.conf", "[mine]\nhost=own\n");
        var files = new LibpqFiles(Variable);
        Assert.That((files.Service("mine")["host"], files.Service("all")["host"]), Is.EqualTo(("home", "system")));
        Assert.That(() => files.Service("absent"), Throws.InstanceOf<FormatException>());
        Assert.That(new LibpqFiles(name => name == "PGSERVICEFILE" ? home.File("own.conf") : Variable(name)).Service("mine")["host"], Is.EqualTo("own"));
        Assert.That(() => new LibpqFiles(name => name == "PGSERVICEFILE" ? home.File("absent.conf") : Variable(name)).Service("mine"), Throws.InstanceOf<FileNotFoundException>());

        string? Variable(string name) => name is "HOME" or "PGSYSCONFDIR" ? home.Path : null;
    }
}
