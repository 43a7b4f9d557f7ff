using System.Collections;

namespace MetricsAgent;

/// <summary>
/// The usual operators for native code of .NET 9, compiled into every project by Directory.Build.props. System.Linq's have a body for
/// every chain of value types, which is half of the program; .NET 10 has <c>UseSizeOptimizedLinq</c> for it. One of System.Linq's at the
/// end of a chain brings them all back for its type.
/// </summary>
internal static partial class SizeOptimizedLinq
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

    internal static IEnumerable<(int Index, TSource Item)> Index<TSource>(this IEnumerable<TSource> source)
    {
        var index = 0;
        foreach (var each in source)
            yield return (index++, each);
    }

    internal static IEnumerable<TResult> SelectMany<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, IEnumerable<TResult>> selector)
    {
        foreach (var each in source)
        {
            foreach (var result in selector(each))
                yield return result;
        }
    }

    internal static IEnumerable<TResult> SelectMany<TSource, TCollection, TResult>(
        this IEnumerable<TSource> source, Func<TSource, IEnumerable<TCollection>> collection, Func<TSource, TCollection, TResult> selector)
    {
        foreach (var each in source)
        {
            foreach (var element in collection(each))
                yield return selector(each, element);
        }
    }

    internal static IEnumerable<TResult> OfType<TResult>(this IEnumerable source)
    {
        foreach (var each in source)
        {
            if (each is TResult result)
                yield return result;
        }
    }
}
