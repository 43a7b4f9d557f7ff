using System.Text.Json;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.QueryFiles;

/// <summary>All queries of a configuration: those in it, then those of the files that it names, in either format.</summary>
internal static class QuerySources
{
    const string Section = "collectors.postgres";

    /// <param name="file">The configuration file, beside which the others are.</param>
    public static IReadOnlyList<LoadedQuery> Load(PostgresConfig config, string file, Problems problems, Variables variables)
    {
        var queries = config.Queries.Select((query, index) => new LoadedQuery(query, problems, $"{Section}.queries[{index}]")).ToList();
        var seen = new HashSet<string>();
        for (var i = 0; i < config.QueriesFiles.Count; i++)
        {
            var path = $"{Section}.queries_files[{i}]";
            foreach (var found in Files(config.QueriesFiles[i], Path.GetDirectoryName(file) ?? "", path, problems).Where(seen.Add))
            {
                if (ConfigText.Read(found, out var problem) is { } text)
                    queries.AddRange(Read(found, text, variables, problems));
                else
                    problems.Report(path, $"names {found}: {problem}");
            }
        }
        return queries;
    }

    static IReadOnlyList<string> Files(string pattern, string folder, string path, Problems problems)
    {
        try
        {
            var full = Path.Combine(folder, pattern);
            if (Directory.Exists(full))
                return Matching(full, "*", each => Path.GetExtension(each) is ".yaml" or ".yml", "names a directory without a file that ends in .yaml or .yml");
            return Path.GetFileName(full).AsSpan().ContainsAny('*', '?')
                ? Matching(Path.GetDirectoryName(full) is { Length: > 0 } parent ? parent : ".", Path.GetFileName(full), _ => true, "matches no file")
                : [full];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Report(path, error is DirectoryNotFoundException ? "is in no directory that exists" : $"cannot be used: {error.Message}");
            return [];
        }

        // Not an error: a directory that is filled later may be empty at first.
        IReadOnlyList<string> Matching(string directory, string names, Func<string, bool> isOne, string nothing)
        {
            string[] found = [.. Directory.GetFiles(directory, names).Where(isOne).Order(StringComparer.Ordinal)];
            if (found.Length == 0)
                problems.Warn(path, $"{nothing}: {Quote.Text(pattern)}, looked for in {directory}");
            return found;
        }
    }

    static LoadedQuery[] Read(string file, string text, Variables variables, Problems main)
    {
        var problems = new Problems(file, "a file of queries");
        if (!ConfigText.TryParse(text, problems, out var root))
            main.Include(problems);
        else if (IsOwn(root))
            return Own(root, problems, variables, main);
        else
            return Exporter(root, problems, main);
        return [];
    }

    // A list; postgres_exporter has a mapping at each of its keys.
    static bool IsOwn(YamlNode? root) =>
        root is YamlMap map && map.Entries.Any(entry => entry is { Key: YamlScalar { Text: "queries" }, Value: not YamlMap });

    static LoadedQuery[] Own(YamlNode? root, Problems problems, Variables variables, Problems main)
    {
        var json = new ConfigReader(problems, variables, new Slot(ConfigJson.Current.OwnFormat)).Read(root);
        main.Include(problems);
        return [.. json.Deserialize(ConfigJson.Current.OwnFormat)!.Queries.Select((query, index) => new LoadedQuery(query, problems, $"queries[{index}]"))];
    }

    static LoadedQuery[] Exporter(YamlNode? root, Problems problems, Problems main)
    {
        // It knows no variables: a dollar sign in its SQL is one.
        var json = new ConfigReader(problems, null, new Slot(ConfigJson.Current.DictionaryStringExporterQuery)).Read(root);
        main.Include(problems);
        return [.. json.Deserialize(ConfigJson.Current.DictionaryStringExporterQuery)!.Select(each => ExporterQueries.Convert(each.Key, each.Value, problems))];
    }
}
