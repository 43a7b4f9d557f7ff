using MetricsAgent;

namespace System.Linq;

/// <summary>
/// What the compiler calls for <c>[.. sequence]</c>: of two types of this name it takes the one that is compiled along. The operators of
/// System.Linq's stay within reach, as extensions.
/// </summary>
static class Enumerable
{
    internal static TSource[] ToArray<TSource>(IEnumerable<TSource> source) => SizeOptimizedLinq.ToArray(source);

    internal static List<TSource> ToList<TSource>(IEnumerable<TSource> source) => SizeOptimizedLinq.ToList(source);

    internal static IEnumerable<int> Range(int start, int count) => SizeOptimizedLinq.Select(Repeat(start, count), (first, place) => first + place);

    internal static IEnumerable<TResult> Repeat<TResult>(TResult element, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Each();

        IEnumerable<TResult> Each()
        {
            for (var i = 0; i < count; i++)
                yield return element;
        }
    }
}
