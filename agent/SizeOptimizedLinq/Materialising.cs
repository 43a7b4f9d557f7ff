namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    internal static TSource[] ToArray<TSource>(this IEnumerable<TSource> source)
    {
        if (source is not ICollection<TSource> collection)
            return new List<TSource>(source).ToArray();
        if (collection.Count == 0)
            return [];
        var copy = new TSource[collection.Count];
        collection.CopyTo(copy, 0);
        return copy;
    }

    internal static List<TSource> ToList<TSource>(this IEnumerable<TSource> source) => new(source);
}
