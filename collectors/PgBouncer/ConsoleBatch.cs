using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>
/// All commands of one target, sent together and answered in their order: the console takes one in a message, but does not mind that
/// the next is there already. One that it refuses is left out for as long as the connection lasts, and the others go on.
/// </summary>
internal sealed class ConsoleBatch(IReadOnlyList<ConsoleQuery> queries)
{
    ConsoleConnection? plannedFor;
    ConsoleQuery[] asked = [];
    byte[] request = [];

    /// <summary>Reads every command that is answered; for <see cref="ConsoleSession.UseAsync"/>.</summary>
    internal async Task ReadAsync(ConsoleConnection connection, CancellationToken cancel)
    {
        foreach (var query in queries)
            query.IsRead = false;
        if (!ReferenceEquals(plannedFor, connection))
        {
            foreach (var query in queries)
                query.Failure = null;
            Plan();
            plannedFor = connection;
        }

        await connection.SendAsync(request, cancel);
        foreach (var query in asked)
            await ReadAsync(query, connection.Messages, cancel);
        if (Array.TrueForAll(asked, query => query.Failure is not null))
            throw new InvalidDataException($"none of the commands is known there: {asked[0].Failure!.Detail}");
        if (Array.Exists(asked, query => query.Failure is not null))
            Plan();
    }

    /// <summary>Emits what the last call has read, and says why the rest was not.</summary>
    internal void Emit(Samples samples)
    {
        foreach (var query in queries)
        {
            if (query.IsRead)
                query.Table.Emit(samples);
            else if (query.Failure is { } failure)
                samples.Unavailable(query.Name, failure.Reason, failure.Detail);
        }
    }

    void Plan()
    {
        asked = [.. from query in queries where query.Failure is null select query];
        request = [.. from command in asked.Select(query => query.Command) from part in ClientMessage.Query(command) select part];
    }

    static async Task ReadAsync(ConsoleQuery query, MessageReader messages, CancellationToken cancel)
    {
        while (true)
        {
            var message = await messages.NextAsync(cancel);
            switch (message.Kind)
            {
                case 'T':
                    query.Describe(message.Body.Span);
                    query.IsRead = true;
                    break;
                case 'D' when query.IsRead:
                    query.Add(message.Body.Span);
                    break;
                case 'E':
                    var error = ServerError.Of(message.Body.Span);
                    if (error.IsFatal())
                        throw error;
                    query.Failure = ConsoleFailure.Of(error);
                    query.IsRead = false;
                    break;
                case 'Z': return;
                // The end of the rows, parameters, notices.
                case 'C' or 'S' or 'N': break;
                default: throw new InvalidDataException($"'{message.Kind}' is no answer to a command");
            }
        }
    }
}
