namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Names that may be label values: the first so many that come, for good, so that no counter falls; all later ones are <c>other</c>.
/// </summary>
internal sealed class BoundedNames(int most)
{
    const string Other = "other";

    readonly HashSet<string> admitted = [];

    internal string Admit(string name) => admitted.Contains(name) || (admitted.Count < most && admitted.Add(name)) ? name : Other;
}
