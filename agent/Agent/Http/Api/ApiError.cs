using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http.Api;

/// <summary>What is wrong with a request, as Prometheus sorts it.</summary>
enum ApiErrorType
{
    BadData,
    Execution,
    Timeout,
    NotFound,
}

/// <summary>A request that gets an error for its answer.</summary>
/// <param name="type">Decides the status.</param>
/// <param name="message">What is wrong, in Prometheus' words where it has some.</param>
sealed class ApiException(ApiErrorType type, string message) : Exception(message)
{
    internal int Status => type switch
    {
        ApiErrorType.BadData => StatusCodes.Status400BadRequest,
        ApiErrorType.Execution => StatusCodes.Status422UnprocessableEntity,
        ApiErrorType.Timeout => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status404NotFound,
    };

    internal string Word => type switch
    {
        ApiErrorType.BadData => "bad_data",
        ApiErrorType.Execution => "execution",
        ApiErrorType.Timeout => "timeout",
        _ => "not_found",
    };

    internal static ApiException Parameter(string name, string message) => new(ApiErrorType.BadData, $"invalid parameter \"{name}\": {message}");
}
