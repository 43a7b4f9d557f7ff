namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    internal static IEnumerable<TSource> Concat<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second)
    {
        foreach (var each in first)
            yield return each;
        foreach (var each in second)
            yield return each;
    }

    internal static IEnumerable<TSource> Union<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second) => first.Concat(second).Distinct();

    internal static IEnumerable<TSource> Append<TSource>(this IEnumerable<TSource> source, TSource element)
    {
        foreach (var each in source)
            yield return each;
        yield return element;
    }

    internal static IEnumerable<TSource> Prepend<TSource>(this IEnumerable<TSource> source, TSource element)
    {
        yield return element;
        foreach (var each in source)
            yield return each;
    }

    internal static IEnumerable<TSource?> DefaultIfEmpty<TSource>(this IEnumerable<TSource> source)
    {
        var empty = true;
        foreach (var each in source)
        {
            empty = false;
            yield return each;
        }
        if (empty)
            yield return default;
    }
}
