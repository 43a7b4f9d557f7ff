namespace MetricsAgent.Exposition;

/// <summary>What a text in OpenMetrics says of a family, in any order, before its samples.</summary>
ref struct ForeignDeclaration
{
    internal ReadOnlySpan<byte> Name;
    internal ReadOnlySpan<byte> Type;
    internal ReadOnlySpan<byte> Help;
    internal ReadOnlySpan<byte> Unit;

    /// <summary>No sample has come since.</summary>
    internal bool IsNew;

    /// <summary>This one, or another family's.</summary>
    internal ForeignDeclaration Also(TextLine line) =>
        IsNew && line.Name.SequenceEqual(Name) ? this : new ForeignDeclaration { Name = line.Name, IsNew = true };
}
