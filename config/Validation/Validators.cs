namespace MetricsAgent.Config.Validation;

/// <summary>Every rule; the order does not matter.</summary>
internal static class Validators
{
    public static IReadOnlyList<IValidator> All(Surroundings around) =>
    [
        new ListenValidator(),
        new PollTimesValidator(),
        new DisableValidator(around),
        new NodeFiltersValidator(),
        new NodeRootsValidator(around),
        new TargetNamesValidator(),
        new LabelsValidator(around),
        new ServerTargetsValidator(around),
        new SlowStatementsValidator(),
        new ContainerTargetsValidator(),
        new ProcessGroupsValidator(),
        new ProbeTargetsValidator(around),
        new ProbeKindsValidator(),
        new ProbeModulesValidator(around),
        new ScrapeTargetsValidator(around),
        new RulesValidator(),
        new ReceiversValidator(around),
        new RoutesValidator(around),
        new MutesValidator(around),
        new AlertingWarnings(around),
    ];
}
