using Npgsql;

namespace MetricsAgent.Tests.Servers;

/// <summary>A running server's files as a new standby's, by the backup functions: npm's servers come without pg_basebackup.</summary>
internal static class PostgresBackup
{
    public static async Task CopyToAsync(PostgresServer primary, string data)
    {
        var (start, stop) = primary.Major < 15
            ? ("SELECT pg_start_backup('standby', true, false)", "SELECT labelfile FROM pg_stop_backup(false, false)")
            : ("SELECT pg_backup_start('standby', true)", "SELECT labelfile FROM pg_backup_stop(false)");
        // Both in one session, or the backup is given up.
        await using var connection = await primary.ConnectAsync();
        await RunAsync(start);
        await CopyFilesAsync(primary.DataDirectory, data);
        Write("backup_label", (string)(await RunAsync(stop))!);
        Write("standby.signal", "");
        File.Delete(Path.Combine(data, "postmaster.pid"));
        // Slots are the primary's own; pg_basebackup leaves them out as well.
        foreach (var slot in Directory.GetDirectories(Path.Combine(data, "pg_replslot")))
            Directory.Delete(slot, recursive: true);

        async Task<object?> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }

        void Write(string name, string text)
        {
            var path = Path.Combine(data, name);
            File.WriteAllText(path, text);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        }
    }

    /// <summary>A running server removes files meanwhile; the WAL knows about those.</summary>
    static async Task CopyFilesAsync(string from, string to)
    {
        var copy = await Command.RunAsync("cp", ["-a", from, to]);
        var errors = copy.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (copy.ExitCode != 0 && !errors.All(error => error.EndsWith("No such file or directory", StringComparison.Ordinal)))
            throw new InvalidOperationException($"cp ended with {copy.ExitCode}:\n{copy.Error}");
    }
}
