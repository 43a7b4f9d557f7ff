using System.Net.Sockets;
using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>
/// The one connection to systemd, kept from poll to poll: over the system bus, which lets everybody read; where there is none, over
/// systemd's own socket, which is root's. Failures are values.
/// </summary>
internal sealed class SystemdSession(NodeFiles files) : IAsyncDisposable
{
    readonly string bus = files.Root("run/dbus/system_bus_socket");
    readonly string own = files.Root("run/systemd/private");
    DBusConnection? connection;

    /// <summary>The one that was tried last.</summary>
    string socket = "";

    /// <param name="batches">One after the other; from the first again when the connection turns out to have been closed since the last call.</param>
    /// <param name="cancel">The poll's deadline.</param>
    /// <returns>Null when all answers are there; otherwise why they are not.</returns>
    internal async ValueTask<Failure?> RunAsync(IDBusBatch[] batches, CancellationToken cancel)
    {
        var held = connection is not null;
        var failure = await AttemptAsync(batches, cancel);
        return failure is { IsLostSession: true } && held ? await AttemptAsync(batches, cancel) : failure;
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
            await open.DisposeAsync();
        connection = null;
    }

    async ValueTask<Failure?> AttemptAsync(IDBusBatch[] batches, CancellationToken cancel)
    {
        try
        {
            connection ??= await OpenAsync(cancel);
            foreach (var batch in batches)
                await connection.RunAsync(batch, cancel);
            return null;
        }
        catch (Exception error)
        {
            await DisposeAsync();
            var failure = SystemdFailure.Of(error);
            return failure with { What = $"{socket}: {failure.What}" };
        }
    }

    async Task<DBusConnection> OpenAsync(CancellationToken cancel)
    {
        try
        {
            return await DBusConnection.OpenAsync(socket = bus, isBus: true, cancel);
        }
        catch (SocketException absent) when (absent.SocketErrorCode == SocketError.AddressNotAvailable && File.Exists(own))
        {
            return await DBusConnection.OpenAsync(socket = own, isBus: false, cancel);
        }
    }
}
