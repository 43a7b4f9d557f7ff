namespace MetricsAgent.Rules;

/// <summary>How the rules fare, for who asks. The rules' loop replaces it after every evaluation.</summary>
internal sealed class RuleReports
{
    volatile IReadOnlyList<RuleGroupReport> groups = [];

    internal IReadOnlyList<RuleGroupReport> Groups
    {
        get => groups;
        set => groups = value;
    }
}
