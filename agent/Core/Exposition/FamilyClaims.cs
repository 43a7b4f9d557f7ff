using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// Which kind and help the families of a name have where several programs, polled at different times, expose some: the agent's own
/// come first, then those of the program that the configuration names first. One's histogram and another's family with the name of
/// its count cannot both be exposed, either. Thread-safe.
/// </summary>
/// <param name="own">The agent's own family of a name, or of a name that would be taken for a part of one; null where there is none.</param>
public sealed class FamilyClaims(Func<string, (FamilyKind Kind, string Help)?> own)
{
    /// <summary>By each name that a sample of the family can have.</summary>
    readonly Dictionary<string, List<Claim>> claims = [];

    /// <summary>Asks for a name in every poll that has it.</summary>
    public FamilyVerdict Add(string name, FamilyKind kind, string help, ClaimHolder holder)
    {
        lock (claims)
        {
            var claim = Find(name, holder);
            if (claim?.Kind != kind)
            {
                if (claim is not null)
                    Remove(claim);
                if (OwnConflict(name, kind) is { } ours)
                    return new(FamilyConflict.Parts, ours);
                claim = Register(new(name, kind, holder, own(name)));
            }

            claim.Help = help;
            var first = claim;
            foreach (var sample in claim.Samples)
            {
                foreach (var other in claims[sample])
                {
                    if (other.Holder.Rank >= first.Holder.Rank)
                        continue;
                    if (other.Name != name || !Family.CanShare(other.Kind, kind))
                    {
                        Remove(claim);
                        return new(FamilyConflict.Parts, Told(other.Name, other.Kind, $"in {other.Holder.Name}, which comes first"));
                    }

                    first = other;
                }
            }

            var (word, text) = claim.Own ?? (first.Kind, first.Help);
            return new(word != kind ? FamilyConflict.Type : text == help || help.Length == 0 ? FamilyConflict.None : FamilyConflict.Help, "");
        }
    }

    /// <summary>Gives a name back.</summary>
    public void Remove(string name, ClaimHolder holder)
    {
        lock (claims)
        {
            if (Find(name, holder) is { } claim)
                Remove(claim);
        }
    }

    static string Told(string name, FamilyKind kind, string where) => $"{name} has the type {kind.ToString().ToLowerInvariant()} {where}";

    string? OwnConflict(string name, FamilyKind kind)
    {
        if (own(name) is { } ours)
            return Family.CanShare(ours.Kind, kind) ? null : Told(name, ours.Kind, "in the agent itself");
        var part = Array.Find(Family.SampleNamesOf(name, kind), sample => own(sample) is not null);
        return part is null ? null : Told(part, own(part)!.Value.Kind, "in the agent itself");
    }

    Claim? Find(string name, ClaimHolder holder)
    {
        if (claims.TryGetValue(name, out var named))
        {
            foreach (var claim in named)
            {
                if (claim.Name == name && claim.Holder == holder)
                    return claim;
            }
        }

        return null;
    }

    Claim Register(Claim claim)
    {
        foreach (var sample in claim.Samples)
        {
            if (!claims.TryGetValue(sample, out var named))
                claims.Add(sample, named = []);
            named.Add(claim);
        }

        return claim;
    }

    void Remove(Claim claim)
    {
        foreach (var sample in claim.Samples)
        {
            if (claims[sample].Remove(claim) && claims[sample].Count == 0)
                claims.Remove(sample);
        }
    }

    sealed class Claim(string name, FamilyKind kind, ClaimHolder holder, (FamilyKind Kind, string Help)? own)
    {
        internal readonly string Name = name;
        internal readonly FamilyKind Kind = kind;
        internal readonly ClaimHolder Holder = holder;
        internal readonly (FamilyKind Kind, string Help)? Own = own;
        internal readonly string[] Samples = Family.SampleNamesOf(name, kind);
        internal string Help = "";
    }
}

/// <summary>A program that has families.</summary>
/// <param name="name">As faults call it.</param>
/// <param name="rank">Its place in the configuration, each another.</param>
public sealed class ClaimHolder(string name, int rank)
{
    internal string Name => name;

    internal int Rank => rank;
}

/// <param name="Why">What is in the way of one that is left out.</param>
public readonly record struct FamilyVerdict(FamilyConflict Conflict, string Why);

/// <summary>What a family disagrees about with those that come before it.</summary>
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
