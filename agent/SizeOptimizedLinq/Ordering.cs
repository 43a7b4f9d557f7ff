using System.Collections;

namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    internal static Ordered<TSource> Order<TSource>(this IEnumerable<TSource> source, IComparer<TSource>? comparer = null) =>
        source.OrderBy(each => each, comparer);

    internal static Ordered<TSource> OrderBy<TSource, TKey>(this IEnumerable<TSource> source, Func<TSource, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, elements => By(elements, key, comparer));

    internal static Ordered<TSource> OrderByDescending<TSource, TKey>(
        this IEnumerable<TSource> source, Func<TSource, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, elements => Reversed(By(elements, key, comparer)));

    // Of the places of two elements. A key is asked for once.
    static Comparison<int> By<TSource, TKey>(TSource[] elements, Func<TSource, TKey> key, IComparer<TKey>? comparer)
    {
        var keys = new TKey[elements.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = key(elements[i]);
        comparer ??= Comparer<TKey>.Default;
        return (left, right) => comparer.Compare(keys[left], keys[right]);
    }

    static Comparison<int> Reversed(Comparison<int> order) => (left, right) => order(right, left);

    static Comparison<int> Then(Comparison<int> first, Comparison<int> second) =>
        (left, right) => first(left, right) is not 0 and var order ? order : second(left, right);

    /// <summary>A sequence that is sorted when it is read; those that compare as equal stay in the order in which they came.</summary>
    internal sealed class Ordered<TSource>(IEnumerable<TSource> source, Func<TSource[], Comparison<int>> order) : IEnumerable<TSource>
    {
        internal Ordered<TSource> ThenBy<TKey>(Func<TSource, TKey> key, IComparer<TKey>? comparer = null) =>
            new(source, elements => Then(order(elements), By(elements, key, comparer)));

        internal Ordered<TSource> ThenByDescending<TKey>(Func<TSource, TKey> key, IComparer<TKey>? comparer = null) =>
            new(source, elements => Then(order(elements), Reversed(By(elements, key, comparer))));

        public IEnumerator<TSource> GetEnumerator()
        {
            var elements = source.ToArray();
            foreach (var place in Sorted(elements.Length, order(elements)))
                yield return elements[place];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    static int[] Sorted(int count, Comparison<int> order)
    {
        var places = new int[count];
        for (var i = 0; i < count; i++)
            places[i] = i;
        Array.Sort(places, Then(order, (left, right) => left - right));
        return places;
    }
}
