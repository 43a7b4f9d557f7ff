namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    // Not by way of a list: its type is kilobytes of the program for every type of element.
    internal static TSource[] ToArray<TSource>(this IEnumerable<TSource> source)
    {
        if (source is ICollection<TSource> collection)
        {
            var copy = new TSource[collection.Count];
            collection.CopyTo(copy, 0);
            return copy;
        }
        var elements = new TSource[4];
        var count = 0;
        foreach (var each in source)
            Add(ref elements, ref count, each);
        Array.Resize(ref elements, count);
        return elements;
    }

    static void Add<TElement>(ref TElement[] elements, ref int count, TElement element)
    {
        if (count == elements.Length)
            Array.Resize(ref elements, count * 2);
        elements[count++] = element;
    }

    internal static List<TSource> ToList<TSource>(this IEnumerable<TSource> source) => new(source);

    internal static Dictionary<TKey, TSource> ToDictionary<TSource, TKey>(this IEnumerable<TSource> source, Func<TSource, TKey> key)
        where TKey : notnull => source.ToDictionary(key, each => each);

    internal static Dictionary<TKey, TElement> ToDictionary<TSource, TKey, TElement>(
        this IEnumerable<TSource> source, Func<TSource, TKey> key, Func<TSource, TElement> element)
        where TKey : notnull
    {
        Dictionary<TKey, TElement> dictionary = [];
        foreach (var each in source)
            dictionary.Add(key(each), element(each));
        return dictionary;
    }

    internal static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(this IEnumerable<(TKey Key, TValue Value)> source)
        where TKey : notnull => source.ToDictionary(each => each.Key, each => each.Value);
}
