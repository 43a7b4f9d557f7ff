namespace MetricsAgent;

/// <summary>
/// The usual operators for native code of .NET 9, compiled into every project by Directory.Build.props. System.Linq's have a body for
/// every chain of value types, which is half of the program; .NET 10 has <c>UseSizeOptimizedLinq</c> for it.
/// </summary>
internal static class SizeOptimizedLinq
{
    internal static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)
    {
        foreach (var each in source)
            yield return selector(each);
    }

    internal static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, int, TResult> selector)
    {
        var index = 0;
        foreach (var each in source)
            yield return selector(each, index++);
    }

    internal static IEnumerable<TSource> Where<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)
    {
        foreach (var each in source)
        {
            if (predicate(each))
                yield return each;
        }
    }

    internal static IEnumerable<TResult> SelectMany<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, IEnumerable<TResult>> selector)
    {
        foreach (var each in source)
        {
            foreach (var result in selector(each))
                yield return result;
        }
    }

    internal static IEnumerable<TSource> Concat<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second)
    {
        foreach (var each in first)
            yield return each;
        foreach (var each in second)
            yield return each;
    }

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
            if (--count < 0)
                yield return each;
        }
    }
}
