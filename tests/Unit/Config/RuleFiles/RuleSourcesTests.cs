using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Config.RuleFiles;

/// <summary>What a configuration says of rules, before anybody reads their expressions.</summary>
internal sealed class RuleSourcesTests
{
    [Test]
    public void Files_are_looked_for_beside_the_configuration()
    {
        using var folder = Folder();
        var config = Load(folder, "rules: {files: [own.yml, 'more/*.yml', more]}");
        Assert.That(config.Errors, Is.Empty);
        Assert.That(config.Config!.Rules.Files, Is.EqualTo([folder.File("own.yml"), folder.File("more/more.yml")]));
    }

    [Test]
    public void Every_mistake_has_its_place_and_is_told_with_the_others()
    {
        using var folder = Folder();
        Check("rules: {files: [nosuch.yml]}", $"1:17: rules.files[0] names {folder.File("nosuch.yml")}: no such file");
        Check("rules: {files: [own.yml, 'no/*.yml', 'x*']}",
            $"1:26: rules.files[1] 'no/*.yml': is in no directory that exists, looked for in {folder.Path}\n1:38: rules.files[2] 'x*': no file of rules is there, looked for in {folder.Path}");
        Check("rules: {disable: [Nope, Shiped, Own, Shipped], files: [own.yml]}", "1:19: rules.disable[0] names no rule, 'Nope'\n1:25: rules.disable[1] names no rule, 'Shiped' (did you mean 'Shipped'?)");
        Check("rules: {disable: [Shipped], shipped: false}", "1:19: rules.disable[0] names no rule, 'Shipped'");
        Check("rules: {disable: [Broken], files: [broken.yml]}", "");
        Check("rules: {disable: [Nope], files: [nosuch.yml], retention: 1s}",
            $"1:19: rules.disable[0] names no rule, 'Nope'\n1:34: rules.files[0] names {folder.File("nosuch.yml")}: no such file\n1:58: rules.retention must be 1m to 1d, not 1s");
        Assert.That(Load(folder, "rules: {retention: 1s, files: [own.yml]}").Rules!.Files, Is.EqualTo([folder.File("own.yml")]), "read all the same");

        void Check(string text, string want) =>
            Assert.That(string.Join('\n', Load(folder, text).Errors.Select(error => $"{error.Line}:{error.Column}: {error.Message}")), Is.EqualTo(want), text);
    }

    static ConfigResult Load(TemporaryDirectory folder, string text) =>
        ConfigLoader.Load(folder.File("agent.yaml"), text, _ => null, new() { ShippedRules = () => ["Shipped"] });

    static TemporaryDirectory Folder()
    {
        var folder = new TemporaryDirectory("rule-sources");
        Directory.CreateDirectory(folder.File("more"));
        folder.Write("own.yml", "groups: [{name: g, rules: [{alert: Own, expr: x > 1}]}]");
        folder.Write("broken.yml", "groups: [{name: g, rules: [{alert: Broken, expr: x > 1, fro: 1m}]}]");
        File.WriteAllText(folder.File("more/more.yml"), "groups: []");
        return folder;
    }
}
