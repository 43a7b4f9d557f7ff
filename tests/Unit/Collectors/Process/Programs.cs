using System.Globalization;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Process;

/// <summary>Programs with names of their own, so that a group takes these and no others.</summary>
internal sealed class Programs : IAsyncDisposable
{
    static int count;

    readonly TemporaryDirectory directory = new("programs");
    readonly List<ServerProcess> running = [];

    /// <summary>A name that no other process has, short enough for the kernel.</summary>
    internal static string NewName() => string.Create(CultureInfo.InvariantCulture, $"mag{Environment.ProcessId}n{Interlocked.Increment(ref count)}");

    /// <summary>Starts a copy of a program under that name.</summary>
    internal ServerProcess Start(string name, string original, params string[] arguments)
    {
        var copy = directory.File(name);
        if (!File.Exists(copy))
            File.Copy(original, copy);
        var program = ServerProcess.Start(copy, arguments);
        running.Add(program);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in running)
            await program.DisposeAsync();
        directory.Dispose();
    }
}
