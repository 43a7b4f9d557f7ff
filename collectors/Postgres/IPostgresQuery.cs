using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// One statement over one view of the whole cluster. All queries of a target are sent together; only when every one of them has been
/// read does any of them emit.
/// </summary>
interface IPostgresQuery
{
    /// <summary>The statement for that server; null when the server has no such view. It has one result set and no parameters.</summary>
    string? Sql(ServerFacts server);

    /// <summary>Why the role's view of it would be wrong, or null.</summary>
    Failure? Refuse(ServerFacts server) => null;

    /// <summary>What the last reading could not see, or null.</summary>
    Failure? Missing => null;

    /// <summary>The last reading has shown that there is nothing for it on this connection: no other is made before the next.</summary>
    bool IsElsewhere => false;

    /// <summary>Reads the result set into the query's reading, in place of the last one.</summary>
    ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel);

    /// <summary>A second statement that what was read asks for, sent after all the first ones; null when this poll needs none.</summary>
    string? More => null;

    /// <summary>Reads the result set of <see cref="More"/>.</summary>
    ValueTask ReadMoreAsync(NpgsqlDataReader rows, CancellationToken cancel) => ValueTask.CompletedTask;

    /// <summary>Emits the reading.</summary>
    void Emit(Samples samples);
}
