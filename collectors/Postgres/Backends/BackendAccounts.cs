using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Collectors.Postgres.Backends;

/// <summary>
/// What backends have used, by whose they are: the first so many combinations of database, application and type that come, for good,
/// so that no counter falls; all later ones are <c>other</c>, by type.
/// </summary>
internal sealed class BackendAccounts
{
    internal const int Most = 200;

    const int MostTypes = 50;
    const string Other = "other";

    readonly Dictionary<(string Database, string Application, string Type), BackendAccount> accounts = [];
    readonly BoundedNames types = new(MostTypes);

    internal Dictionary<(string Database, string Application, string Type), BackendAccount>.ValueCollection All => accounts.Values;

    /// <summary>Of those that nobody has seen using it.</summary>
    internal BackendAccount Ended { get; } = new("", "", "ended");

    internal void BeginPoll()
    {
        foreach (var account in accounts.Values)
            account.BeginPoll();
    }

    internal BackendAccount Of(string database, string application, string type)
    {
        var key = (database, application, type);
        if (accounts.TryGetValue(key, out var account))
            return account;
        if (accounts.Count >= Most)
        {
            key = (Other, Other, types.Admit(type));
            if (accounts.TryGetValue(key, out account))
                return account;
        }

        accounts.Add(key, account = new(key.Item1, key.Item2, key.Item3));
        return account;
    }
}

/// <summary>What backends of one database, application and type have used since the agent began, and have now.</summary>
internal sealed class BackendAccount(string database, string application, string type)
{
    ProcessCounters counters;

    internal string Database { get; } = database;
    internal string Application { get; } = application;
    internal string Type { get; } = type;
    internal ref readonly ProcessCounters Counters => ref counters;
    internal int Processes { get; private set; }
    internal ulong AnonymousBytes { get; private set; }

    internal void BeginPoll() => (Processes, AnonymousBytes) = (0, 0);

    internal void Add(in ProcessCounters grown, ulong anonymousBytes)
    {
        Count(grown);
        Processes++;
        AnonymousBytes += anonymousBytes;
    }

    internal void Count(in ProcessCounters grown) => counters = counters.Plus(grown);
}
