using System.Diagnostics;
using System.Globalization;
using System.Text;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class ConfigFuzzTests
{
    static readonly string[] Pieces =
        [":", ": ", "-", "- ", "\n", "\n  ", "\t", " ", "#", "'", "\"", "[", "]", "{", "}", ",", "&a", "*a", "<<", "!!str", "!x", "|", ">", "?", "%", "@", "~", "${", "}", "$$", "---", "...", "\\", "\0", "\r",
         "é", "\ud83d\ude00", "\ud800", "\ufeff", "\u2028", "0", "-1", "1e9", "99999999999999999999", "true", "null", "{1000000}", "(?=", "a: &a [*a]\n", "[[[[[[[["];

    [Test, CancelAfter(60_000)]
    public void No_mutation_of_a_valid_file_makes_the_loader_throw(CancellationToken cancel)
    {
        var random = new Random(20260101);
        // Not the reference, and few reloads of what is shown: to compile the long default expressions takes milliseconds.
        var seeds = ConfigFiles.Fixtures("valid-*.yaml").Select(File.ReadAllText).ToList();
        var valid = 0;
        for (var round = 0; round < 20_000 && !cancel.IsCancellationRequested; round++)
        {
            var text = Mutate(seeds[random.Next(seeds.Count)], random);
            try
            {
                var result = ConfigFiles.Load(text);
                Assert.That(result.IsValid, Is.EqualTo(result.Errors.Count == 0));
                Assert.That(result.Errors.All(error => error.Line >= 1 && error.Column >= 1));
                if (result.IsValid && valid++ % 50 == 0)
                    Assert.That(ConfigFiles.Load(ConfigShow.Render(result.Config)).Errors.Where(error => !error.Message.Contains(".headers", StringComparison.Ordinal)), Is.Empty);
            }
            catch (Exception error) when (error is not AssertionException)
            {
                throw new InvalidOperationException($"Round {round} of:\n{text}", error);
            }
        }
        Assert.That(valid, Is.InRange(1000, 19_000), "mutations that are still valid: too many or too few mean that nothing is tested");
    }

    [Test]
    public void What_is_accepted_does_not_grow_worse_than_the_file()
    {
        void Check(string text)
        {
            var started = Stopwatch.GetTimestamp();
            ConfigFiles.Load(text);
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(20)), "what grows worse takes minutes");
        }

        Check(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key_{i}: 1\n")));
        Check(string.Concat(Enumerable.Repeat("web: 1\n", 20_000)));
        Check("collectors: {probe: {targets: [" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{{name: n{i}, url: http://h/, timeout: x}}, ")) + "]}}");
        Check("collectors: {node: {disable: [" + string.Concat(Enumerable.Repeat("x, ", 20_000)) + "]}}");
        Check(new string('{', 500_000));
        Check(string.Concat(Enumerable.Repeat("- ", 200_000)));
        Check(string.Concat(Enumerable.Repeat("? ", 200_000)));
        Check("a: " + new string('x', 900_000));
        Check("a: '" + string.Concat(Enumerable.Repeat("${A", 200_000)) + "'");
    }

    [Test]
    public void The_culture_of_the_machine_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        var texts = ConfigFiles.Fixtures("*.yaml").Select(File.ReadAllText).ToList();
        List<string> Outcomes() => [.. texts.Select(text => ConfigFiles.Load(text)).Select(result => result.IsValid ? ConfigShow.Render(result.Config) : ConfigFiles.Errors(result))];
        var expected = Outcomes();
        try
        {
            CultureInfo.CurrentCulture = Foreign();
            Assert.That(Outcomes(), Is.EqualTo(expected));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // tr-TR where the process knows cultures; as it does not with InvariantGlobalization, at least other signs for numbers.
    static CultureInfo Foreign()
    {
        try
        {
            return new CultureInfo("tr-TR");
        }
        catch (CultureNotFoundException)
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "−";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            return culture;
        }
    }

    static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(mutated.Length + 1);
            var length = Math.Min(mutated.Length - at, random.Next(0, 12));
            switch (random.Next(4))
            {
                case 0:
                    mutated.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    mutated.Remove(at, length);
                    break;
                case 2:
                    mutated.Insert(random.Next(mutated.Length + 1), mutated.ToString(at, length));
                    break;
                default:
                    mutated.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }
        return mutated.ToString();
    }
}
