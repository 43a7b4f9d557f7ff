namespace MetricsAgent.Config.Validation;

/// <summary>Every rule; the order does not matter.</summary>
internal static class Validators
{
    public static IReadOnlyList<IValidator> All(KnownNames known) =>
    [
        new ListenValidator(),
        new PollTimesValidator(),
        new DisableValidator(known),
        new TargetNamesValidator(),
        new LabelsValidator(),
        new PostgresTargetsValidator(),
        new SlowStatementsValidator(),
        new ProbeTargetsValidator(),
    ];
}
