using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class ConfigFixtureTests
{
    static IEnumerable<TestCaseData> Invalid => ConfigFiles.FixtureCases("invalid-*.yaml");
    static IEnumerable<TestCaseData> Valid => ConfigFiles.FixtureCases("valid-*.yaml");

    [TestCaseSource(nameof(Invalid))]
    public void An_invalid_file_is_refused_with_exactly_these_messages(string path)
    {
        var result = ConfigFiles.Load(File.ReadAllText(path), Path.GetFileName(path));
        Assert.That(result.IsValid, Is.False);
        ConfigFiles.CheckGolden(Path.ChangeExtension(path, ".error"), ConfigFiles.Errors(result));
    }

    [TestCaseSource(nameof(Valid))]
    public void A_valid_file_is_understood_and_shown_like_this(string path)
    {
        var result = ConfigFiles.Load(File.ReadAllText(path), Path.GetFileName(path));
        Assert.That(ConfigFiles.Errors(result), Is.Empty);
        ConfigFiles.CheckGolden(Path.ChangeExtension(path, ".show"), ConfigShow.Render(result.Config!));
    }

    [Test]
    public void No_message_repeats_a_secret()
    {
        foreach (var path in ConfigFiles.Fixtures("*.error").Concat(ConfigFiles.Fixtures("*.show")))
            Assert.That(File.ReadAllText(path).Replace("invalid-secret", "", StringComparison.Ordinal),
                Does.Not.Contain("hunter2").And.Not.Contains(":secret@").And.Not.Contains("Bearer secret").And.Not.Contains("1234"), path);
    }
}
