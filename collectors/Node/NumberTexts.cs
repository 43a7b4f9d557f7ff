using System.Globalization;

namespace MetricsAgent.Collectors.Node;

/// <summary>Small numbers as label values, each made once.</summary>
internal sealed class NumberTexts
{
    readonly List<string> texts = [];

    internal string this[int number]
    {
        get
        {
            while (texts.Count <= number)
                texts.Add(texts.Count.ToString(CultureInfo.InvariantCulture));
            return texts[number];
        }
    }
}
