using System.Globalization;

namespace MetricsAgent.Tests.Servers;

/// <summary>Where a major version's programs are: Debian's packages, else what <c>tests/install-postgres.sh</c> fetched.</summary>
internal static class PostgresBinaries
{
    /// <summary>The versions to test, from POSTGRES_MAJORS.</summary>
    public static IReadOnlyList<int> Majors { get; } =
        [.. (Environment.GetEnvironmentVariable("POSTGRES_MAJORS") ?? "15 18")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(major => int.Parse(major, CultureInfo.InvariantCulture))];

    /// <exception cref="FileNotFoundException">The message names the command that installs them.</exception>
    public static string Folder(int major)
    {
        string[] folders = [$"/usr/lib/postgresql/{major}/bin", TestCache.Folder($"postgres-{major}/native/bin")];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new FileNotFoundException(
                $"no PostgreSQL {major} in {string.Join(" or ", folders)}; install it with: tests/install-postgres.sh {major}");
    }
}
