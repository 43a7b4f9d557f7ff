namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    internal static IEnumerable<TSource> Where<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)
    {
        foreach (var each in source)
        {
            if (predicate(each))
                yield return each;
        }
    }

    internal static IEnumerable<TSource> Distinct<TSource>(this IEnumerable<TSource> source)
    {
        var seen = new HashSet<TSource>();
        foreach (var each in source)
        {
            if (seen.Add(each))
                yield return each;
        }
    }

    internal static IEnumerable<TSource> DistinctBy<TSource, TKey>(this IEnumerable<TSource> source, Func<TSource, TKey> key)
    {
        var seen = new HashSet<TKey>();
        foreach (var each in source)
        {
            if (seen.Add(key(each)))
                yield return each;
        }
    }

    internal static IEnumerable<TSource> Take<TSource>(this IEnumerable<TSource> source, int count)
    {
        if (count <= 0)
            yield break;
        foreach (var each in source)
        {
            yield return each;
            if (--count == 0)
                yield break;
        }
    }

    internal static IEnumerable<TSource> Skip<TSource>(this IEnumerable<TSource> source, int count)
    {
        foreach (var each in source)
        {
            if (count > 0)
                count--;
            else
                yield return each;
        }
    }
}
