namespace MetricsAgent.Tests.Servers;

/// <summary>A server that does not come up is put away again.</summary>
internal static class Startup
{
    public static async Task<T> UntilAsync<T>(T server, Task ready)
        where T : IAsyncDisposable
    {
        try
        {
            await ready;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
