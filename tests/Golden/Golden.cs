using System.Runtime.CompilerServices;

namespace MetricsAgent.Tests.Golden;

/// <summary>Texts kept beside this file: what a test found must be what a reviewer has seen. Rewritten only with <c>UPDATE_GOLDEN=1</c>.</summary>
internal static class Golden
{
    /// <param name="name">The file's name without <c>.txt</c>.</param>
    internal static void Check(string name, string text)
    {
        var path = Path.Combine(Folder(), $"{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
            return;
        }

        Assert.That(path, Does.Exist, "a new golden file is written by running the test with UPDATE_GOLDEN=1");
        Assert.That(text, Is.EqualTo(File.ReadAllText(path)), $"{path} differs; UPDATE_GOLDEN=1 accepts the new text");
    }

    static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
