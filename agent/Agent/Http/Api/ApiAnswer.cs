using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http.Api;

/// <summary>Prometheus' envelope around what an endpoint answers: <c>{"status":"success","data":…}</c>.</summary>
static class ApiAnswer
{
    /// <summary>Answers that are shorter than this are not worth compressing.</summary>
    const int WorthCompressing = 1000;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ReadOnlyMemory<byte> Success(ApiData data) => Write(json =>
    {
        json.WriteString("status", "success");
        json.WritePropertyName("data");
        data.Write(json);
        if (data.Warnings.Count == 0)
            return;
        json.WriteStartArray("warnings");
        foreach (var warning in data.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
    });

    internal static ReadOnlyMemory<byte> Error(ApiException error) => Write(json =>
    {
        json.WriteString("status", "error");
        json.WriteString("errorType", error.Word);
        json.WriteString("error", error.Message);
    });

    internal static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.Vary = "Accept-Encoding";
        if (body.Length >= WorthCompressing && ContentCoding.AcceptsGzip(context.Request.Headers.AcceptEncoding))
        {
            response.Headers.ContentEncoding = "gzip";
            body = Compress(body);
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }

    static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
