using System.Text;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Tests.Unit.Core.Rules.Templates;

public sealed class TemplateFuzzTests
{
    static readonly string[] Pieces =
        ["{{", "}}", "{{-", "-}}", " ", "|", "(", ")", ":=", "=", ",", "\"", "`", "'", "\\", ".", "$", "$x", "$labels", ".Value", "if ", "else", "end", "range ", "with ", "define \"a\"", "template \"a\" .", "break", "1", "-1.5", "0x", "1e+", "query \"q\"",
         "humanize", "humanizeDuration", "toTime", "printf", "\"%5.2f%s\"", "index", "len", "eq", "args", "/*", "*/", "\n", "é", "\ud83d", "\0", "(((((((("];

    [Test, CancelAfter(60_000)]
    public void No_mutation_makes_a_template_throw_anything_else_or_run_without_end(CancellationToken cancel)
    {
        var random = new Random(20260607);
        var (valid, expanded) = (0, 0);
        for (var round = 0; round < 100_000 && !cancel.IsCancellationRequested; round++)
        {
            var text = new StringBuilder(TemplateCases.All[random.Next(TemplateCases.All.Length)]);
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                var at = random.Next(text.Length + 1);
                if (random.Next(2) == 0)
                    text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
                text.Insert(at, Pieces[random.Next(Pieces.Length)]);
            }

            try
            {
                var template = Template.Parse(text.ToString());
                valid++;
                template.Expand(TemplateCases.Context);
                expanded++;
            }
            catch (TemplateException error)
            {
                Assert.That(error.Position, Is.InRange(0, text.Length), text.ToString());
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Round {round} of:\n{text}", error);
            }
        }

        Assert.That(valid, Is.InRange(10_000, 90_000));
        Assert.That(expanded, Is.GreaterThan(5_000));
    }
}
