using System.Diagnostics;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>Statements as an application has them: fast lookups, slow reports, long tails, some of two kinds, some bound by the CPU.</summary>
internal static class LatencyWorkload
{
    /// <summary>One session for each; all are at work until <paramref name="duration"/> is over.</summary>
    internal static Task RunAsync(PostgresServer server, TimeSpan duration) => Task.WhenAll(
        RunAsync(server, duration, 1, "SELECT $1::float8 + 1", random => random.NextDouble(), pause: 2),
        RunAsync(server, duration, 2, "SELECT pg_sleep($1), 'exponential'", random => Exponential(random, 0.008)),
        RunAsync(server, duration, 3, "SELECT pg_sleep($1), 'exponential', 2", random => Exponential(random, 0.25)),
        RunAsync(server, duration, 4, "SELECT pg_sleep($1), 'log-normal', 3, 3", random => LogNormal(random, 0.02, 0.8)),
        RunAsync(server, duration, 5, "SELECT 4, pg_sleep($1), 'log-normal'", random => LogNormal(random, 0.08, 0.7)),
        RunAsync(server, duration, 6, "SELECT 5, 5, pg_sleep($1), 'uniform'", random => 0.03 + (0.09 * random.NextDouble())),
        RunAsync(server, duration, 7, "SELECT 6, 6, 6, pg_sleep($1), 'of two kinds'", random => random.Next(10) == 0 ? 0.06 : 0.004),
        RunAsync(server, duration, 8, "SELECT pg_sleep($1) FROM pg_class LIMIT 1", random => 0.012 + (0.002 * random.NextDouble())),
        RunAsync(server, duration, 9, "SELECT count(*) FROM generate_series(1, $1::int)", random => random.Next(5_000, 80_000), pause: 5));

    static async Task RunAsync(PostgresServer server, TimeSpan duration, int seed, string sql, Func<Random, double> draw, int pause = 0)
    {
        var random = new Random(seed);
        await using var connection = await server.ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var parameter = command.Parameters.Add("", NpgsqlTypes.NpgsqlDbType.Double);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < duration;)
        {
            parameter.Value = draw(random);
            await command.ExecuteNonQueryAsync();
            if (pause > 0)
                await Task.Delay(pause);
        }
    }

    static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    static double LogNormal(Random random, double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
