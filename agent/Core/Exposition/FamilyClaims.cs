using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// Which kind and help the families of a name have where several programs, polled at different times, expose some: the agent's own
/// come first, then whoever had one first and still has it. Thread-safe.
/// </summary>
/// <param name="own">The agent's own family of a name, or of a name that would be taken for a part of one; null where there is none.</param>
public sealed class FamilyClaims(Func<string, (FamilyKind Kind, string Help)?> own)
{
    readonly Dictionary<string, Claim> claims = [];

    /// <summary>Asks for a name in every poll that has it.</summary>
    public FamilyConflict Add(string name, FamilyKind kind, string help, object holder)
    {
        lock (claims)
        {
            if (!claims.TryGetValue(name, out var claim))
                claims.Add(name, claim = own(name) is { } first ? new(first.Kind, first.Help) { IsOwn = true } : new(kind, help));
            if (!Family.CanShare(claim.Kind, kind))
                return FamilyConflict.Parts;
            if (!claim.Holders.Contains(holder))
                claim.Holders.Add(holder);
            // The first alone may change its mind.
            if (!claim.IsOwn && claim.Holders[0] == holder)
                claim.Help = help;
            return claim.Kind != kind ? FamilyConflict.Type
                : claim.Help == help || help.Length == 0 ? FamilyConflict.None
                : FamilyConflict.Help;
        }
    }

    /// <summary>Gives a name back.</summary>
    public void Remove(string name, object holder)
    {
        lock (claims)
        {
            if (claims.TryGetValue(name, out var claim) && claim.Holders.Remove(holder) && claim.Holders.Count == 0)
                claims.Remove(name);
        }
    }

    sealed class Claim(FamilyKind kind, string help)
    {
        internal readonly FamilyKind Kind = kind;
        internal readonly List<object> Holders = [];
        internal string Help = help;
        internal bool IsOwn;
    }
}

/// <summary>What a family disagrees about with those that came before it.</summary>
public enum FamilyConflict
{
    None,

    /// <summary>It is exposed under their help.</summary>
    Help,

    /// <summary>It is exposed under their type.</summary>
    Type,

    /// <summary>It is left out: numbers of one kind cannot be written as the other.</summary>
    Parts,
}
