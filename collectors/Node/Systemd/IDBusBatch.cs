namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>Calls that do not wait for each other's answers.</summary>
internal interface IDBusBatch
{
    int Count { get; }

    /// <summary>Adds one call.</summary>
    void Ask(DBusCalls calls, int index);

    /// <summary>Takes the answer to one; they come in any order.</summary>
    /// <param name="answer">Its body is valid during the call.</param>
    /// <exception cref="InvalidDataException">It ends too early.</exception>
    void Take(int index, DBusMessage answer);
}
