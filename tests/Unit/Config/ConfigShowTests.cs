using System.Text.Json.Nodes;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class ConfigShowTests
{
    [Test]
    public void What_is_shown_loads_to_the_same()
    {
        foreach (var path in ConfigFiles.Fixtures("valid-*.yaml").Append(ConfigFiles.Reference))
        {
            var shown = ConfigShow.Render(ConfigFiles.LoadValid(File.ReadAllText(path)));
            Assert.That(ConfigShow.Render(ConfigFiles.LoadValid(shown)), Is.EqualTo(shown), path);
            var json = ConfigShow.RenderJson(ConfigFiles.LoadValid(File.ReadAllText(path)));
            Assert.That(ConfigShow.Render(ConfigFiles.LoadValid(json)), Is.EqualTo(shown), path);
        }
    }

    [Test]
    public void Any_text_is_shown_so_that_it_loads_to_itself()
    {
        void Check(string text)
        {
            var config = new AgentConfig { Collectors = { Node = { Sysfs = text } } };
            Assert.That(ConfigFiles.LoadValid(ConfigShow.Render(config)).Collectors.Node.Sysfs, Is.EqualTo(text));
        }

        foreach (var text in (string[])["", " ", "~", "null", "Null", "true", "1", "0x1", "-", "- a", "a: b", "a:", ":a", "a #b", "#", "'", "''", "\"", "\\", "\n", "a\nb", "a\r\n", "\t",
            "[a", "{a", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "?", "---", "...", "<<", "=", "${A}", "$$", "$", "é", "\u0085", "\u2028", "\ufeff", "\u0007", "\u007f", "\u009f", "😀", "a/b.c:d+e-f", " a", "a ", "-1", "/"])
            Check(text);
    }

    [Test]
    public void No_secret_is_shown()
    {
        void Check(string url, string expected)
        {
            var config = new AgentConfig { Collectors = { Probe = { Targets = [new ProbeTarget { Name = "a", Url = url, Headers = new Dictionary<string, string> { ["Cookie"] = "s3cret" } }] } } };
            var json = JsonNode.Parse(ConfigShow.RenderJson(config))!["collectors"]!["probe"]!["targets"]![0]!;
            Assert.That(json["url"]!.GetValue<string>(), Is.EqualTo(expected));
            Assert.That(ConfigShow.Render(config), Does.Not.Contain("s3cret"));
            Assert.That(json["headers"]!["Cookie"]!.GetValue<string>(), Is.EqualTo("<redacted>"));
        }

        Check("https://example.org/a@b", "https://example.org/a@b");
        Check("https://user:s3cret@example.org/", "https://<redacted>@example.org/");
        Check("https://user@example.org/", "https://<redacted>@example.org/");
        Check("https://user:s3cret@more@example.org/", "https://<redacted>@example.org/");
    }
}
