namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// Who has a place keeps it for a while outside the top, so that relations near the end of the top do not come and go with every
/// reading; who enters the upper half of the top gets a place at once.
/// </summary>
internal sealed class RelationPlaces(int top, int columns)
{
    /// <summary>Time outside the top after which a place can go to a relation of the lower half.</summary>
    static readonly TimeSpan Stay = TimeSpan.FromMinutes(15);

    readonly List<RelationPlace> places = [];

    internal IReadOnlyList<RelationPlace> All => places;

    /// <summary>Finds a place for a relation of the top: a new one, an empty one, or the one that has been outside for longest.</summary>
    /// <param name="urgent">It is in the upper half.</param>
    /// <param name="steady">It was in the top before.</param>
    internal RelationPlace? Free(bool urgent, bool steady, TimeSpan now)
    {
        RelationPlace? longest = null;
        foreach (var place in places)
        {
            if (place.Relation is null)
                return place;
            if (longest is null || place.InTop < longest.InTop)
                longest = place;
        }

        if (places.Count < top)
        {
            places.Add(new(columns));
            return places[^1];
        }

        var outside = longest is null ? TimeSpan.Zero : now - longest.InTop;
        return outside > TimeSpan.Zero && (urgent || (steady && outside >= Stay)) ? longest : null;
    }
}
