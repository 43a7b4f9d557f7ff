using System.Globalization;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The texts of the statements that have series of their own. The server reads the file with all texts whatever is asked for, so it
/// is asked only for statements that are new, and at most once a minute.
/// </summary>
/// <param name="length">Characters to keep; 0 never asks.</param>
internal sealed class StatementTexts(int length, TimeProvider clock)
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>By queryid; empty where the server had none.</summary>
    readonly Dictionary<long, string> texts = [];
    readonly HashSet<long> shown = [];
    long? askedAt;

    internal bool AreDue(ReadOnlySpan<StatementSlots.Slot> slots)
    {
        if (length == 0 || (askedAt is { } asked && clock.GetElapsedTime(asked) < Pause))
            return false;
        foreach (ref readonly var slot in slots)
        {
            if (!texts.ContainsKey(slot.Key.QueryId))
                return true;
        }

        return false;
    }

    /// <summary>Asks for those that are new; for <see cref="PostgresSession.UseAsync"/>. What goes wrong is tried again in a minute.</summary>
    internal async Task FetchAsync(PostgresLink link, StatementSlots slots, CancellationToken cancel)
    {
        askedAt = clock.GetTimestamp();
        if (link.Server.Statements is not { } extension)
            return;
        var wanted = Wanted(slots.Taken);
        try
        {
            await using var command = new NpgsqlCommand(Sql(extension, wanted), link.Connection);
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                texts[rows.GetInt64(0)] = StatementText.Shorten(rows.Text(1), length);
        }
        catch (PostgresException) when (link.Connection.State == System.Data.ConnectionState.Open)
        {
            await link.RecoverAsync(cancel);
            return;
        }

        foreach (var id in wanted)
            texts.TryAdd(id, "");
    }

    internal void Emit(Samples samples, Family family, ReadOnlySpan<StatementSlots.Slot> slots)
    {
        shown.Clear();
        foreach (ref readonly var slot in slots)
        {
            // A statement of two roles has two places and one text.
            if (texts.TryGetValue(slot.Key.QueryId, out var text) && text.Length > 0 && shown.Add(slot.Key.QueryId))
                samples.Add(family, 1, slot.QueryId, text);
        }
    }

    List<long> Wanted(ReadOnlySpan<StatementSlots.Slot> slots)
    {
        var (present, wanted) = (new HashSet<long>(), new List<long>());
        foreach (ref readonly var slot in slots)
        {
            if (present.Add(slot.Key.QueryId) && !texts.ContainsKey(slot.Key.QueryId))
                wanted.Add(slot.Key.QueryId);
        }

        foreach (var id in texts.Keys)
        {
            if (!present.Contains(id))
                texts.Remove(id);
        }

        return wanted;
    }

    // Twice the characters, because blanks and comments are taken out here.
    string Sql(StatementsExtension extension, List<long> ids) => $"""
        select queryid, left(query, {(length * 2).ToString(CultureInfo.InvariantCulture)})
        from {ServerFacts.Quote(extension.Schema)}.pg_stat_statements(true)
        where queryid in ({string.Join(',', from id in ids select id.ToString(CultureInfo.InvariantCulture))})
        """;
}
