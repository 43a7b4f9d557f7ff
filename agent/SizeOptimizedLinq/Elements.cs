namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    internal static bool Any<TSource>(this IEnumerable<TSource> source)
    {
        using var each = source.GetEnumerator();
        return each.MoveNext();
    }

    internal static int Count<TSource>(this IEnumerable<TSource> source)
    {
        if (source is ICollection<TSource> collection)
            return collection.Count;
        var count = 0;
        foreach (var _ in source)
            count++;
        return count;
    }

    internal static TSource First<TSource>(this IEnumerable<TSource> source)
    {
        foreach (var each in source)
            return each;
        throw new InvalidOperationException("Sequence contains no elements");
    }

    internal static TSource First<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)
    {
        foreach (var each in source)
        {
            if (predicate(each))
                return each;
        }
        throw new InvalidOperationException("Sequence contains no matching element");
    }

    internal static TSource? FirstOrDefault<TSource>(this IEnumerable<TSource> source) => source.FirstOrDefault(default(TSource)!);

    internal static TSource FirstOrDefault<TSource>(this IEnumerable<TSource> source, TSource defaultValue)
    {
        foreach (var each in source)
            return each;
        return defaultValue;
    }

    internal static TSource? FirstOrDefault<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate) =>
        source.FirstOrDefault(predicate, default!);

    internal static TSource FirstOrDefault<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate, TSource defaultValue)
    {
        foreach (var each in source)
        {
            if (predicate(each))
                return each;
        }
        return defaultValue;
    }

    internal static TSource Last<TSource>(this IEnumerable<TSource> source)
    {
        if (source is IList<TSource> { Count: > 0 } list)
            return list[^1];
        using var each = source.GetEnumerator();
        if (!each.MoveNext())
            throw new InvalidOperationException("Sequence contains no elements");
        var last = each.Current;
        while (each.MoveNext())
            last = each.Current;
        return last;
    }
}
