using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>The families of other programs by their names, and whose a sample is by its.</summary>
sealed class ForeignNames
{
    readonly Dictionary<byte[], ForeignFamily> families = new(Utf8Comparer.Instance);
    byte[] legal = [];
    byte[] suffixed = [];

    /// <summary>Whether a family of that name is kept; all of them when null.</summary>
    internal Predicate<string>? IsWanted { get; set; }

    internal int Poll { get; private set; }

    /// <summary>Number of the text that is being read, which no two texts share.</summary>
    internal long Text { get; private set; }

    /// <summary>That text is in OpenMetrics.</summary>
    internal bool IsOpen { get; private set; }

    internal int Count => families.Count;

    internal Dictionary<byte[], ForeignFamily>.ValueCollection All => families.Values;

    internal void BeginPoll() => Poll++;

    internal void BeginText(ExpositionFormat format)
    {
        Text++;
        IsOpen = format == ExpositionFormat.OpenMetrics;
    }

    /// <summary>As the agent writes it.</summary>
    internal ReadOnlySpan<byte> Legal(ReadOnlySpan<byte> written) => LegalName.Of(written, ref legal);

    internal ReadOnlySpan<byte> Suffixed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix)
    {
        var length = name.Length + suffix.Length;
        if (suffixed.Length < length)
            suffixed = new byte[length * 2];
        name.CopyTo(suffixed);
        suffix.CopyTo(suffixed.AsSpan(name.Length));
        return suffixed.AsSpan(0, length);
    }

    internal ForeignFamily Family(ReadOnlySpan<byte> name)
    {
        var lookup = families.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(name, out var family))
        {
            var own = Encoding.UTF8.GetString(name);
            lookup[name] = family = new(own, name.ToArray(), IsWanted?.Invoke(own) ?? true);
        }

        family.Begin(Poll);
        return family;
    }

    /// <summary>Whose sample has that name: <c>x_count</c> may be the family <c>x</c>'s.</summary>
    internal (ForeignFamily Family, SampleRole Role) OwnerOf(ReadOnlySpan<byte> name)
    {
        var (stem, role) = Stem(name);
        if (stem is not null && stem.TypedIn == Text && stem.Declared.HasPart(role))
        {
            stem.Begin(Poll);
            return (stem, role);
        }

        var family = Family(name);
        return (family, family.TypedIn == Text ? family.Declared.OwnRole() : SampleRole.Value);
    }

    /// <summary>Two texts can have what one cannot: a histogram, and a family with the name of its count.</summary>
    internal bool IsPart(ForeignFamily family)
    {
        var (stem, role) = Stem(family.Utf8Name);
        return stem is not null && stem.Poll == Poll && stem.FirstSource.Length > 0 && stem.Kind.HasPart(role);
    }

    /// <summary>Forgets those that are not of this poll, unless others have to go by them.</summary>
    internal void Forget()
    {
        foreach (var (key, family) in families)
        {
            if (family.Poll != Poll && !family.IsClaimed)
                families.Remove(key);
            else
                family.Forget(Poll);
        }
    }

    /// <summary>The family whose part has that name, if there is one.</summary>
    (ForeignFamily? Family, SampleRole Role) Stem(ReadOnlySpan<byte> name)
    {
        ForeignFamily? stem = null;
        var role = SampleRoles.Of(name, IsOpen);
        if (role == SampleRole.Value)
            return (stem, role);
        var lookup = families.GetAlternateLookup<ReadOnlySpan<byte>>();
        name = name[..name.LastIndexOf((byte)'_')];
        if (role != SampleRole.Created || !lookup.TryGetValue(Suffixed(name, "_total"u8), out stem) || stem.TypedIn != Text)
            lookup.TryGetValue(name, out stem);
        return (stem, role);
    }
}
