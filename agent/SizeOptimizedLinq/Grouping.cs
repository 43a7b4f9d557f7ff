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
        TElement[] elements = new TElement[1];
        int count;

        internal Group<TKey, TElement>? Next;

        public TKey Key => key;

        public IEnumerator<TElement> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
                yield return elements[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        internal void Add(TElement element) => SizeOptimizedLinq.Add(ref elements, ref count, element);
    }

    // In the order in which the keys first came. No type of collection is made for groups alone: each is kilobytes.
    sealed class Groups<TKey, TElement>(IEqualityComparer<TKey>? comparer) : ILookup<TKey, TElement>
        where TKey : notnull
    {
        readonly Dictionary<TKey, object> groups = new(comparer);
        Group<TKey, TElement>? first, last;

        public int Count => groups.Count;

        public IEnumerable<TElement> this[TKey key] => groups.TryGetValue(key, out var group) ? (Group<TKey, TElement>)group : [];

        public bool Contains(TKey key) => groups.ContainsKey(key);

        public IEnumerator<IGrouping<TKey, TElement>> GetEnumerator()
        {
            for (var group = first; group is not null; group = group.Next)
                yield return group;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        internal Groups<TKey, TElement> Add<TSource>(IEnumerable<TSource> source, Func<TSource, TKey> key, Func<TSource, TElement> element)
        {
            foreach (var each in source)
                Of(key(each)).Add(element(each));
            return this;
        }

        Group<TKey, TElement> Of(TKey key)
        {
            if (groups.TryGetValue(key, out var known))
                return (Group<TKey, TElement>)known;
            Group<TKey, TElement> group = new(key);
            groups.Add(key, group);
            last = last is null ? first = group : last.Next = group;
            return group;
        }
    }
}
