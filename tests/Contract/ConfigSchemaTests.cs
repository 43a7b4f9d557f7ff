using MetricsAgent.Config;
using MetricsAgent.Tests.Unit.Config;

namespace MetricsAgent.Tests.Contract;

internal sealed class ConfigSchemaTests
{
    [Test]
    public void The_schema_that_is_checked_in_is_that_of_the_records() =>
        ConfigFiles.CheckGolden(Path.Combine(Source.Root, "config", "schema.json"), ConfigSchema.Render());
}
