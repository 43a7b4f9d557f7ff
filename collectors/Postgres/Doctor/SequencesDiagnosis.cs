namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Whether the role sees how full sequences are: pg_monitor does not let it.</summary>
static class SequencesDiagnosis
{
    const string Check = "sequences";

    /// <param name="readings">One for each database.</param>
    internal static IEnumerable<Finding> Of(string role, IReadOnlyList<SequencesReading> readings)
    {
        foreach (var reading in readings)
        {
            if (reading.Failure is { } failure)
                yield return new(FindingState.Error, Check, $"database {reading.Database} cannot be visited: {failure.What}", failure.Mend);
            else if (reading.Unreadable > 0)
                yield return Finding.Problem(Check, $"{role} may not see the values of {reading.Unreadable} sequences in database {reading.Database}", Grant(ServerFacts.Quote(role), reading));
        }

        if (readings.Count > 0 && readings.All(reading => reading is { Failure: null, Unreadable: 0 }))
            yield return Finding.Ok(Check, $"{role} sees the values of all that can run out");
    }

    /// <summary>Those there are, and those that the same owners will make.</summary>
    static string Grant(string role, SequencesReading reading) =>
        $"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {reading.Schemas} TO {role}; "
        + $"ALTER DEFAULT PRIVILEGES FOR ROLE {reading.Owners} IN SCHEMA {reading.Schemas} GRANT SELECT ON SEQUENCES TO {role}; -- in database {reading.Database}";
}
