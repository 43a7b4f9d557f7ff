using System.CommandLine;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors;
using MetricsAgent.Config;

namespace MetricsAgent.Commands;

/// <summary><c>collectors list</c>: the catalogue, and what of it a configuration switches on.</summary>
static class CollectorsCommand
{
    internal static Command Create() =>
        new AgentCommand("collectors", "Lists what can be collected.", "Example: metrics-agent collectors list") { List() };

    static AgentCommand List()
    {
        var config = ConfigSource.Option();
        var output = OutputOption.Of("text", "json", "markdown");
        var command = new AgentCommand("list", "Lists every collector, what it reads, how many metric families it declares, whether it is switched on and which instance polls it.", """
            Example: metrics-agent collectors list --output json
            """)
        {
            config,
            output,
        };
        command.SetAction(async parsed =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            var notation = parsed.GetValue(output);
            Console.Write(notation == "markdown" ? CatalogueDocument.Render(Catalogue.All) : await ListAsync(loaded, notation == "json"));
            return ExitCode.Ok;
        });
        return command;
    }

    static async Task<string> ListAsync(AgentConfig config, bool json)
    {
        await using var once = new CollectOnce(config, []);
        var rows = from entry in Catalogue.All
                   select (entry.Name, On: once.IsOn(entry), entry.PolledBy, Families: entry.Families.Count + entry.Families.Patterns.Count, entry.Families.Source);
        if (json)
        {
            return new JsonArray([.. rows.Select(row => new JsonObject
            {
                ["name"] = row.Name,
                ["on"] = row.On,
                ["polled_by"] = row.PolledBy,
                ["families"] = row.Families,
                ["source"] = row.Source,
            })]).ToJsonString(new() { WriteIndented = true }) + "\n";
        }

        return TextTable.Render(
            ["COLLECTOR", "ON", "POLLED BY", "FAMILIES", "READS"],
            rows.Select(row => new[] { row.Name, row.On ? "yes" : "no", row.PolledBy == row.Name ? "itself" : row.PolledBy, $"{row.Families}", row.Source }));
    }
}
