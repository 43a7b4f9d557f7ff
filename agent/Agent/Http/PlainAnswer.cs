using System.Text;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary>A short answer of known length, as text unless told otherwise.</summary>
static class PlainAnswer
{
    internal static async Task WriteAsync(HttpContext context, int status, string body, string contentType = "text/plain; charset=utf-8")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
