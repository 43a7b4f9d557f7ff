using System.Security.Authentication;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>One POST and what became of it. The URL may be a secret and is in no answer.</summary>
internal sealed class HttpDelivery(HttpIntegrationConfig config, TimeProvider clock) : IDisposable
{
    const int LongestAnswer = 64 << 10;

    readonly SettingsClient http = new(config.HttpConfig, clock);

    /// <param name="post">Made anew for every attempt, because the files of its secrets are read every time.</param>
    internal async Task<Delivery> PostAsync(Func<HttpPost> post, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(config.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            using var request = post().ToRequest();
            if (request is null)
                return Delivery.Failed(NotificationFailure.Settings, "the file holds no http:// or https:// URL");
            using var response = await http.SendAsync(request, both.Token);
            return Delivery.Of(response.StatusCode, await TextAsync(response, both.Token), RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Delivery.Failed(NotificationFailure.Timeout, $"no answer within {config.Timeout.TotalSeconds} s");
        }
        catch (SettingsFileException e)
        {
            return Delivery.Failed(NotificationFailure.Settings, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException or InvalidOperationException or NotSupportedException)
        {
            return Delivery.Failed(NotificationFailure.Connection, ConnectionFault.Text(e));
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>An answer that breaks off is as good as none: the status is what counts.</summary>
    static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestAnswer, cancel);
            return await response.Content.ReadAsStringAsync(cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            return "";
        }
    }

    TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };
}
