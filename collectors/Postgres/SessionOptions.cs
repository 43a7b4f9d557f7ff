using System.Globalization;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Set for every session, so that nothing this program sends can run long, wait for a lock, write, or find a foreign function.
/// A pooler refuses or drops them at connect (PgBouncer's <c>ignore_startup_parameters</c>); there they are set in each transaction,
/// and gone with it.
/// </summary>
/// <param name="statementTimeout">What the server gives one statement.</param>
internal sealed class SessionOptions(TimeSpan statementTimeout)
{
    static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan IdleInTransactionTimeout = TimeSpan.FromSeconds(10);

    readonly (string Name, string Value)[] settings =
    [
        ("statement_timeout", Milliseconds(statementTimeout)),
        ("lock_timeout", Milliseconds(LockTimeout)),
        ("idle_in_transaction_session_timeout", Milliseconds(IdleInTransactionTimeout)),
        ("search_path", "pg_catalog"),
        ("jit", "off"),
    ];

    /// <summary>The startup parameter <c>options</c>.</summary>
    internal string Startup => string.Join(' ', settings.Append(("default_transaction_read_only", "on")).Select(setting => $"-c {setting.Item1}={setting.Item2}"));

    /// <summary>For the transaction that it is sent in.</summary>
    internal string Local => string.Join("; ", settings.Append(("transaction_read_only", "on")).Select(setting => $"SET LOCAL {setting.Item1} = {setting.Item2}"));

    /// <summary>PgBouncer, until 1.19 whatever they are, and from 1.20 on those that it does not know.</summary>
    internal static bool AreRefused(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.ProtocolViolation
        && error.MessageText.StartsWith("unsupported startup parameter", StringComparison.Ordinal)
        && error.MessageText.Contains("options", StringComparison.Ordinal);

    static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
