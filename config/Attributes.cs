namespace MetricsAgent.Config;

/// <summary>The value never leaves the process: <c>config show</c> prints <c>&lt;redacted&gt;</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>Written in bytes or with a unit: <c>512</c>, <c>64KiB</c>, <c>10MiB</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SizeAttribute : Attribute;
