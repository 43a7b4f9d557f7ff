namespace MetricsAgent;

/// <summary>
/// <c>Select</c> for native code of .NET 9, compiled into every project by Directory.Build.props. System.Linq's makes a body for
/// every chain of value types that could be selected from each other, which is half of the program; .NET 10 has
/// <c>UseSizeOptimizedLinq</c> for it.
/// </summary>
internal static class SizeOptimizedSelect
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
}
