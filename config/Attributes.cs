namespace MetricsAgent.Config;

/// <summary>The value never leaves the process: <c>config show</c> prints <c>&lt;redacted&gt;</c>, no error quotes it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>Numbers, or the numbers of a list, outside of these bounds are refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(long minimum, long maximum) : Attribute
{
    public long Minimum => minimum;
    public long Maximum => maximum;
}

/// <summary>A regular expression that runs in linear time, <see cref="System.Text.RegularExpressions.RegexOptions.NonBacktracking"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RegexAttribute : Attribute;

/// <summary>The name of a place in a JSON document, <see cref="Values.JsonPath"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonPathAttribute : Attribute;

/// <summary>Text that is one of these; the number 2 is <c>2</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values => values;
}
