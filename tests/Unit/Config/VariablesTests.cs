using MetricsAgent.Config.Reading;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class VariablesTests
{
    static readonly Dictionary<string, string> Environment = new() { ["A"] = "a", ["EMPTY"] = "", ["DOLLAR"] = "${A}$$", ["_x9"] = "y" };

    [Test]
    public void Variables_are_replaced_in_text()
    {
        void Check(string text, string expected)
        {
            var problems = new List<string>();
            Assert.That(new Variables(Environment.GetValueOrDefault).Expand(text, problems.Add), Is.EqualTo(expected));
            Assert.That(problems, Is.Empty);
        }

        Check("", "");
        Check("plain $ $A $(A) a$", "plain $ $A $(A) a$");
        Check("${A}", "a");
        Check("x${A}${A}y${_x9}", "xaayy");
        Check("${EMPTY}", "");
        Check("${NONE:-}", "");
        Check("${NONE:-b c}", "b c");
        Check("${NONE:-b:-c}", "b:-c");
        Check("${EMPTY:-b}", "b");
        Check("${A:-b}", "a");
        Check("$${A}", "${A}");
        Check("$$", "$");
        Check("$$$$", "$$");
        Check("$$${A}", "$a");
        Check("${DOLLAR}", "${A}$$");
    }

    [Test]
    public void Each_variable_without_a_value_is_a_problem()
    {
        void Check(string text, params string[] expected)
        {
            var problems = new List<string>();
            new Variables(Environment.GetValueOrDefault).Expand(text, problems.Add);
            Assert.That(problems, Is.EqualTo(expected));
        }

        Check("${B}${C}",
            "needs the environment variable B, which is not set (${B:-default} gives a default)",
            "needs the environment variable C, which is not set (${C:-default} gives a default)");
        foreach (var wrong in (string[])["${", "${}", "${1}", "${A", "${A-b}", "${A:b}", "${ A }", "${A.B}"])
            Check(wrong, $"has '{wrong}', which is no variable: write ${{NAME}} or ${{NAME:-default}}, or $${{ for the text itself");
    }

    [Test]
    public void Escaped_text_expands_to_itself()
    {
        foreach (var text in (string[])["", "$", "$$", "$$$", "${", "${A}", "$${A}", "a$", "^a($|/)$", "$1${2}$$"])
            Assert.That(new Variables(_ => "!").Expand(Variables.Escape(text), Assert.Fail), Is.EqualTo(text));
    }
}
