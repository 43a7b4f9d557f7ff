using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Servers;

/// <summary>What a <see cref="TargetServer"/> answers, or does not.</summary>
internal static class TargetPaths
{
    /// <summary>The body of <c>/good</c>.</summary>
    public const string GoodBody = """{"status":"healthy"}""";

    public static void Map(WebApplication web)
    {
        web.Map("/good", http => WriteAsync(http, GoodBody, "application/json"));
        web.Map("/500", http => WriteStatusAsync(http, 500));
        web.Map("/status/{code:int}", http => WriteStatusAsync(http, Number(http.Request.RouteValues["code"])));
        web.Map("/body", http => WriteAsync(http, http.Request.Query["text"].ToString()));
        web.Map("/echo", http => WriteAsync(http, Describe(http.Request)));
        web.Map("/slow", SlowAsync);
        web.Map("/hang", http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        web.Map("/endless", EndlessAsync);
        web.Map("/reset", Reset);
        web.Map("/redirect", Redirect);
        web.Map("/loop", http => RedirectTo(http, "/loop"));
    }

    /// <summary><c>?ms=</c> until the first byte.</summary>
    static async Task SlowAsync(HttpContext http)
    {
        await Task.Delay(Number(http.Request.Query["ms"]), http.RequestAborted);
        await WriteAsync(http, GoodBody, "application/json");
    }

    static async Task EndlessAsync(HttpContext http)
    {
        var chunk = new byte[64 * 1024];
        chunk.AsSpan().Fill((byte)'x');
        while (!http.RequestAborted.IsCancellationRequested)
            await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
    }

    static Task Reset(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary><c>?n=</c> redirects, then <c>/good</c>; or one, <c>?to=</c> somewhere.</summary>
    static Task Redirect(HttpContext http) =>
        http.Request.Query["to"] is [{ } to] ? RedirectTo(http, to)
        : Number(http.Request.Query["n"]) is > 1 and var more ? RedirectTo(http, $"/redirect?n={more - 1}") : RedirectTo(http, "/good");

    static Task RedirectTo(HttpContext http, string location)
    {
        http.Response.Redirect(location);
        return Task.CompletedTask;
    }

    static Task WriteStatusAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        // 204 and 304 must not have a body.
        return status is 204 or 304 ? Task.CompletedTask : WriteAsync(http, $"status {status}\n");
    }

    static Task WriteAsync(HttpContext http, string body, string type = "text/plain")
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>The request as it came: method, path and headers, a line each.</summary>
    static string Describe(HttpRequest request) =>
        $"{request.Method} {request.Path}{request.QueryString}\n" + string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\n"));

    static int Number(object? value) => int.Parse($"{value}", System.Globalization.CultureInfo.InvariantCulture);
}
