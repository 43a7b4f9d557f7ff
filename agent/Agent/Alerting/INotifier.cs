namespace MetricsAgent.Alerting;

/// <summary>Tells somebody of a group of alerts.</summary>
internal interface INotifier
{
    /// <summary>Makes one attempt. What can be expected to go wrong comes back as a delivery that failed.</summary>
    Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel);
}
