using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetricsAgent.Commands;

/// <summary>Asks version 2 of Alertmanager's API: an agent's, or an Alertmanager's.</summary>
static class AlertmanagerClient
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The answer; an empty one is an object of nothing. Null once the problem is printed.</summary>
    internal static async Task<JsonNode?> AskAsync(Uri server, HttpMethod method, string path, HttpContent? body, CancellationToken cancel)
    {
        using var http = AgentAddress.Client(server, Timeout);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(server, path)) { Content = body };
            using var response = await http.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode)
                return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text);
            await Complaint.WriteAsync($"{server.Authority} answered {(int)response.StatusCode}: {text}", ExitCode.Failed);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            await Complaint.WriteAsync($"no agent can be asked at {server.Authority}: {(e is TaskCanceledException ? $"no answer within {Timeout.TotalSeconds} s" : ConnectionFault.Text(e))}", ExitCode.Failed);
        }

        return null;
    }
}
