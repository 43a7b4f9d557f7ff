extern alias native;

using Native = native::MetricsAgent.SizeOptimizedLinq;
using NativeEnumerable = native::System.Linq.Enumerable;

namespace MetricsAgent.Tests.Unit;

/// <summary>The operators of native code of .NET 9 give what System.Linq's give, of arrays, lists and sequences that are computed.</summary>
public sealed class SizeOptimizedLinqTests
{
    static readonly Item[][] Inputs =
    [
        [],
        [new("b", 2)],
        [new("b", 2), new("a", 2)],
        [new("b", 2), new("a", 1), new("B", 2), new("a", 3), new("c", 1), new("b", 2), new("A", 1), new("", 0)],
        [.. Enumerable.Range(0, 100).Select(i => new Item($"{i * 7 % 10}", i * 31 % 6))],
    ];

    readonly record struct Item(string Name, int Size);

    [Test]
    public void Projections()
    {
        Check(all => Native.Select(all, each => each.Name), all => all.Select(each => each.Name));
        Check(all => Native.Select(all, (each, place) => (each, place)), all => all.Select((each, place) => (each, place)));
        Check(Native.Index, all => all.Index());
        Check(all => Native.SelectMany(all, each => each.Name + "x"), all => all.SelectMany(each => each.Name + "x"));
        Check(all => Native.SelectMany(all, each => each.Name, (each, letter) => (each, letter)), all => all.SelectMany(each => each.Name, (each, letter) => (each, letter)));
        Check(all => Native.OfType<int>(Mixed(all)), all => Mixed(all).OfType<int>());
    }

    [Test]
    public void Filters()
    {
        Check(all => Native.Where(all, each => each.Size == 2), all => all.Where(each => each.Size == 2));
        Check(Native.Distinct, all => all.Distinct());
        Check(all => Native.DistinctBy(all, each => each.Name), all => all.DistinctBy(each => each.Name));
        foreach (var count in new[] { int.MinValue, -1, 0, 1, 2, 8, 1000, int.MaxValue })
        {
            Check(all => Native.Take(all, count), all => all.Take(count));
            Check(all => Native.Skip(all, count), all => all.Skip(count));
        }
    }

    [Test]
    public void Joined_sequences()
    {
        Item[] other = [new("b", 2), new("z", 9)];
        Check(all => Native.Concat(all, other), all => all.Concat(other));
        Check(all => Native.Union(all, other), all => all.Union(other));
        Check(all => Native.Append(all, other[1]), all => all.Append(other[1]));
        Check(all => Native.Prepend(all, other[1]), all => all.Prepend(other[1]));
        Check(Native.DefaultIfEmpty, all => all.DefaultIfEmpty());
    }

    [Test]
    public void Sorting_is_stable()
    {
        Check(all => Native.OrderBy(all, each => each.Size), all => all.OrderBy(each => each.Size));
        Check(all => Native.OrderByDescending(all, each => each.Size), all => all.OrderByDescending(each => each.Size));
        Check(all => Native.OrderBy(all, each => each.Name, StringComparer.OrdinalIgnoreCase), all => all.OrderBy(each => each.Name, StringComparer.OrdinalIgnoreCase));
        Check(all => Native.OrderBy(all, each => each.Size).ThenBy(each => each.Name, StringComparer.Ordinal), all => all.OrderBy(each => each.Size).ThenBy(each => each.Name, StringComparer.Ordinal));
        Check(all => Native.OrderBy(all, each => each.Size).ThenByDescending(each => each.Name), all => all.OrderBy(each => each.Size).ThenByDescending(each => each.Name));
        Check(
            all => Native.OrderBy(all, each => each.Size).ThenBy(each => each.Name.Length).ThenBy(each => each.Name),
            all => all.OrderBy(each => each.Size).ThenBy(each => each.Name.Length).ThenBy(each => each.Name));
        Check(all => Native.Order(Native.Select(all, each => each.Size)), all => all.Select(each => each.Size).Order());
        Check(all => Native.Order(Native.Select(all, each => each.Name), StringComparer.OrdinalIgnoreCase), all => all.Select(each => each.Name).Order(StringComparer.OrdinalIgnoreCase));
        Check(all => Native.Order(all), all => all.Order());
    }

    [Test]
    public void Sorting_asks_for_a_key_once()
    {
        var asked = 0;
        _ = Native.ToArray(Native.OrderBy(Inputs[^1], each => asked++ % 7));
        Assert.That(asked, Is.EqualTo(Inputs[^1].Length));
    }

    [Test]
    public void Groups()
    {
        Check(all => Flat(Native.GroupBy(all, each => each.Name)), all => Flat(all.GroupBy(each => each.Name)));
        Check(all => Flat(Native.GroupBy(all, each => (each.Name, each.Size))), all => Flat(all.GroupBy(each => (each.Name, each.Size))));
        Check(all => Flat(Native.GroupBy(all, each => each.Name, each => each.Size)), all => Flat(all.GroupBy(each => each.Name, each => each.Size)));
        Check(
            all => Flat(Native.GroupBy(all, each => each.Name, each => each.Size, StringComparer.OrdinalIgnoreCase)),
            all => Flat(all.GroupBy(each => each.Name, each => each.Size, StringComparer.OrdinalIgnoreCase)));
        Check(all => Flat(Native.ToLookup(all, each => each.Name)), all => Flat(all.ToLookup(each => each.Name)));
        Check(all => Read(Native.ToLookup(all, each => each.Name, each => each.Size)), all => Read(all.ToLookup(each => each.Name, each => each.Size)));

        static IEnumerable<(TKey, string)> Flat<TKey, T>(IEnumerable<IGrouping<TKey, T>> groups) => groups.Select(group => (group.Key, string.Join(' ', group)));

        static IEnumerable<object> Read(ILookup<string, int> lookup) => [lookup.Count, lookup.Contains("a"), lookup.Contains("none"), .. lookup["a"], "none", .. lookup["none"]];
    }

    [Test]
    public void Collections()
    {
        Check(Native.ToArray, all => all.ToArray());
        Check(Native.ToList, all => all.ToList());
        Check(NativeEnumerable.ToArray, all => all.ToArray());
        Check(NativeEnumerable.ToList, all => all.ToList());
        Check(all => Native.ToDictionary(all, each => each.Name), all => all.ToDictionary(each => each.Name));
        Check(all => Native.ToDictionary(Native.Index(all), each => each.Index, each => each.Item), all => all.Index().ToDictionary(each => each.Index, each => each.Item));
        Check(all => Native.ToDictionary(Native.Index(all)), all => all.Index().ToDictionary());
        foreach (var count in new[] { 0, 1, 5, -1 })
        {
            Check(_ => NativeEnumerable.Range(3, count), _ => Enumerable.Range(3, count));
            Check(_ => NativeEnumerable.Repeat("x", count), _ => Enumerable.Repeat("x", count));
        }
    }

    [Test]
    public void Single_elements()
    {
        Item other = new("other", 0);
        Check(all => Native.Any(all), all => all.Any());
        Check(all => Native.Count(all), all => all.Count());
        Check(all => Native.First(all), all => all.First());
        Check(all => Native.First(all, each => each.Size == 1), all => all.First(each => each.Size == 1));
        Check(all => Native.FirstOrDefault(all), all => all.FirstOrDefault());
        Check(all => Native.FirstOrDefault(all, other), all => all.FirstOrDefault(other));
        Check(all => Native.FirstOrDefault(all, each => each.Size == 1), all => all.FirstOrDefault(each => each.Size == 1));
        Check(all => Native.FirstOrDefault(all, each => each.Size == 1, other), all => all.FirstOrDefault(each => each.Size == 1, other));
        Check(all => Native.Last(all), all => all.Last());
    }

    [Test]
    public void Nothing_is_read_before_the_result_is_and_no_more_than_it_needs()
    {
        Read(0, all => Native.Select(all, each => each));
        Read(0, all => Native.Select(all, (each, _) => each));
        Read(0, all => Native.Index(all));
        Read(0, all => Native.SelectMany(all, _ => "x"));
        Read(0, all => Native.SelectMany(all, _ => "x", (_, letter) => letter));
        Read(0, all => Native.OfType<int>(all));
        Read(0, all => Native.Where(all, _ => true));
        Read(0, all => Native.Distinct(all));
        Read(0, all => Native.DistinctBy(all, each => each));
        Read(0, all => Native.Union(all, all));
        Read(0, all => Native.DefaultIfEmpty(all));
        Read(0, all => Native.OrderBy(all, each => each).ThenBy(each => each));
        Read(0, all => Native.GroupBy(all, each => each));
        Read(3, all => Native.ToArray(Native.Take(all, 3)));
        Read(1, all => Native.Any(all));
        Read(1, all => Native.First(all));
        Read(2, all => Native.First(all, each => each == 1));
        Read(1, all => Native.FirstOrDefault(all));
        Read(9, all => Native.Last(all));
        Read(9, all => Native.ToLookup(all, each => each));

        static void Read(int want, Func<IEnumerable<int>, object> use)
        {
            var (read, open) = (0, 0);
            _ = use(Numbers());
            Assert.That((read, open), Is.EqualTo((want, 0)));

            IEnumerable<int> Numbers()
            {
                open++;
                try
                {
                    for (var i = 0; i < 9; i++)
                    {
                        read++;
                        yield return i;
                    }
                }
                finally
                {
                    open--;
                }
            }
        }
    }

    [Test]
    public void A_comparison_that_fails_fails_as_LINQs()
    {
        var broken = Comparer<int>.Create((_, _) => throw new FormatException());
        Check(all => Native.OrderBy(all, each => each.Size, broken), all => all.OrderBy(each => each.Size, broken));
    }

    static IEnumerable<object> Mixed(IEnumerable<Item> all) => all.SelectMany(each => new object[] { each.Name, each.Size });

    static void Check<T>(Func<IEnumerable<Item>, IEnumerable<T>> native, Func<IEnumerable<Item>, IEnumerable<T>> linq)
    {
        foreach (var items in Inputs)
        {
            foreach (IEnumerable<Item> shape in new[] { items, new List<Item>(items), items.Where(_ => true) })
                Assert.That(Outcome(native, shape), Is.EqualTo(Outcome(linq, shape)));
        }

        // Read twice: each reading starts anew.
        static string Outcome(Func<IEnumerable<Item>, IEnumerable<T>> use, IEnumerable<Item> items) => Value(() => use(items) is var all ? $"{string.Join(' ', all)} {string.Join(' ', all)}" : "");
    }

    static void Check<T>(Func<IEnumerable<Item>, T> native, Func<IEnumerable<Item>, T> linq)
        where T : struct => Check(all => [native(all)], all => (IEnumerable<T>)[linq(all)]);

    static string Value(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception failed)
        {
            return $"{failed.GetType()}";
        }
    }
}
