using System.Collections;

namespace MetricsAgent;

internal static partial class SizeOptimizedLinq
{
    internal static IEnumerable<IGrouping<TKey, TSource>> GroupBy<TSource, TKey>(this IEnumerable<TSource> source, Func<TSource, TKey> key)
        where TKey : notnull => source.GroupBy(key, each => each);

    internal static IEnumerable<IGrouping<TKey, TElement>> GroupBy<TSource, TKey, TElement>(
        this IEnumerable<TSource> source, Func<TSource, TKey> key, Func<TSource, TElement> element, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        foreach (var group in new Groups<TKey, TElement>(comparer).Add(source, key, element))
            yield return group;
    }

    internal static ILookup<TKey, TSource> ToLookup<TSource, TKey>(this IEnumerable<TSource> source, Func<TSource, TKey> key)
        where TKey : notnull => source.ToLookup(key, each => each);

    internal static ILookup<TKey, TElement> ToLookup<TSource, TKey, TElement>(
        this IEnumerable<TSource> source, Func<TSource, TKey> key, Func<TSource, TElement> element)
        where TKey : notnull => new Groups<TKey, TElement>(null).Add(source, key, element);

    sealed class Group<TKey, TElement>(TKey key) : IGrouping<TKey, TElement>
    {
        internal readonly List<TElement> Elements = [];

        public TKey Key => key;

        public IEnumerator<TElement> GetEnumerator() => Elements.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    // In the order in which the keys first came.
    sealed class Groups<TKey, TElement>(IEqualityComparer<TKey>? comparer) : ILookup<TKey, TElement>
        where TKey : notnull
    {
        readonly Dictionary<TKey, int> places = new(comparer);
        readonly List<Group<TKey, TElement>> groups = [];

        public int Count => groups.Count;

        public IEnumerable<TElement> this[TKey key] => places.TryGetValue(key, out var place) ? groups[place] : [];

        public bool Contains(TKey key) => places.ContainsKey(key);

        public IEnumerator<IGrouping<TKey, TElement>> GetEnumerator() => groups.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        internal Groups<TKey, TElement> Add<TSource>(IEnumerable<TSource> source, Func<TSource, TKey> key, Func<TSource, TElement> element)
        {
            foreach (var each in source)
            {
                var its = key(each);
                if (places.TryAdd(its, groups.Count))
                    groups.Add(new(its));
                groups[places[its]].Elements.Add(element(each));
            }
            return this;
        }
    }
}
