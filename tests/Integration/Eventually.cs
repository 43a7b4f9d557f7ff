namespace MetricsAgent.Tests.Integration;

/// <summary>Waits for what real servers take their time for.</summary>
internal static class Eventually
{
    internal static async Task IsTrueAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1200; i++)
        {
            if (condition())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("it did not happen within a minute");
    }
}
