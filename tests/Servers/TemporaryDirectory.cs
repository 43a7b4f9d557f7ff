namespace MetricsAgent.Tests.Servers;

/// <summary>A directory that is gone with its content when the test is over.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    /// <param name="name">Part of the directory's name.</param>
    /// <param name="unprivileged">It belongs to the user that <see cref="ServerProcess"/> drops to.</param>
    public TemporaryDirectory(string name, bool unprivileged = false)
    {
        Path = Directory.CreateTempSubdirectory($"metrics-agent-{name}-").FullName;
        if (unprivileged && Environment.IsPrivilegedProcess)
            Libc.ChangeOwner(Path, ServerProcess.Nobody, ServerProcess.Nobody);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose()
    {
        // A server that was killed a moment ago may still write its last file.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Sleep(50);
            }
        }
    }
}
