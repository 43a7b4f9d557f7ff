using System.Net.Sockets;
using System.Security.Authentication;
using MetricsAgent.Alerting.Smtp;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>A mail for each notification, over a connection of its own.</summary>
internal sealed class EmailNotifier(EmailConfig config, TimeProvider clock) : INotifier
{
    readonly SettingsSecret password = new("auth_password_file", config.AuthPassword, config.AuthPasswordFile);

    public async Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(config.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            await using var session = await SmtpSession.OpenAsync(config, password.Current, both.Token);
            var (from, to) = (Mailbox.Parse(config.From)![0], Mailbox.Parse(config.To)!);
            var answer = await session.SendAsync(from.Address, [.. to.Select(mailbox => mailbox.Address)], AlertMail.Render(notification, from, to), both.Token);
            return Delivery.Done(answer + session.Caveat);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Delivery.Failed(NotificationFailure.Timeout, $"not sent within {config.Timeout.TotalSeconds} s");
        }
        catch (SmtpException e)
        {
            return Delivery.Failed(e.Reply.IsFinal ? NotificationFailure.ClientError : NotificationFailure.ServerError, e.Message);
        }
        catch (SettingsFileException e)
        {
            return Delivery.Failed(NotificationFailure.Settings, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or InvalidDataException)
        {
            return Delivery.Failed(NotificationFailure.Connection, ConnectionFault.Text(e));
        }
    }
}
