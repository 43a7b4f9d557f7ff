using System.Net.Sockets;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// A real systemd with units of its own and a real bus, which it starts itself. It runs as a user's manager, because the machine has one
/// already or none; only where its sockets are differs.
/// </summary>
internal sealed class SystemdServer : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    static readonly string[] Own =
        ["unshare", .. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"], "--mount"];

    /// <summary>It wants to see that the machine was booted with systemd, and uses nothing of that.</summary>
    const string Script = """
        mount -t tmpfs tmpfs /run
        mkdir -p /run/systemd/system
        exec env -i PATH="$PATH" XDG_RUNTIME_DIR="$0/run" DBUS_SESSION_BUS_ADDRESS="unix:path=$0/run/dbus/system_bus_socket" \
          SYSTEMD_UNIT_PATH="$0/units" SYSTEMD_LOG_TARGET=console "$1" --user --unit=test.target
        """;

    readonly TemporaryDirectory directory = new("systemd");
    readonly ServerProcess process;

    SystemdServer()
    {
        Directory.CreateDirectory(directory.File("units"));
        File.SetUnixFileMode(Directory.CreateDirectory(directory.File("run")).FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var folder = TestCache.Folder("dbus-daemon/usr");
        var daemon = TestCache.Find("dbus-daemon", $"{folder}/bin", "/usr/bin") ?? throw new FileNotFoundException("no dbus-daemon; tests/run.sh fetches it");
        var bus = directory.Write("bus.conf", """
            <busconfig>
              <type>session</type>
              <listen>unix:path=/nowhere</listen>
              <policy context="default">
                <allow own="*"/>
                <allow send_destination="*"/>
                <allow receive_sender="*"/>
              </policy>
            </busconfig>
            """);
        foreach (var target in (string[])["basic", "shutdown", "sockets", "timers"])
            Unit($"{target}.target", "[Unit]\nDefaultDependencies=no\n");
        Unit("test.target", "[Unit]\nWants=dbus.socket dbus.service restarting.service broken.service echo.socket daily.timer odd\\x2d\\x22name.service\n");
        Unit("dbus.socket", "[Socket]\nListenStream=%t/dbus/system_bus_socket\n");
        Unit("dbus.service", $"[Service]\nEnvironment=LD_LIBRARY_PATH={folder}/lib/x86_64-linux-gnu:{folder}/../lib/x86_64-linux-gnu\nExecStart=setpriv --pdeathsig KILL -- {daemon} --config-file={bus} --address=systemd: --nofork --nopidfile\n");
        Unit("restarting.service", "[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=exec\nExecStart=/bin/false\nRestart=always\nRestartSec=100ms\nTasksMax=50\n");
        Unit("broken.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n");
        Unit("odd\\x2d\\x22name.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n");
        Unit("echo.socket", "[Socket]\nListenStream=%t/echo\nAccept=yes\nMaxConnections=2\n");
        Unit("echo@.service", "[Service]\nExecStart=/bin/cat\nStandardInput=socket\n");
        Unit("daily.timer", "[Timer]\nOnCalendar=daily\n");
        Unit("daily.service", "[Service]\nExecStart=/bin/true\n");

        var systemd = TestCache.Find("systemd", "/usr/lib/systemd", "/lib/systemd") ?? throw new FileNotFoundException("no systemd; tests/run.sh installs it");
        process = ServerProcess.Start(Own[0], [.. Own[1..], "sh", "-ec", Script, directory.Path, systemd]);
    }

    /// <summary>What is its root to a collector.</summary>
    public string Root => directory.Path;

    public NodeFiles Files => new(new() { Rootfs = Root });

    public string Bus => directory.File("run/dbus/system_bus_socket");

    /// <summary>When its units are started and the bus knows it.</summary>
    public static async Task<SystemdServer> StartAsync()
    {
        var server = new SystemdServer();
        return await Startup.UntilAsync(server, server.process.WaitUntilAsync("on its bus", async cancel => (await Command.RunAsync("busctl", [$"--address=unix:path={server.Bus}", "status", "org.freedesktop.systemd1"])).ExitCode == 0, StartTimeout));
    }

    /// <summary>A connection to the socket unit that takes two of them.</summary>
    public async Task<Socket> EchoAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory.File("run/echo")));
        return socket;
    }

    /// <summary>Kills the bus, and all connections with it; whoever connects next makes systemd start another.</summary>
    public void KillBus()
    {
        var buses =
            from folder in Directory.GetDirectories("/proc")
            let name = Path.GetFileName(folder)
            where name.All(char.IsAsciiDigit) && CommandLine(folder).Contains($"--config-file={directory.File("bus.conf")}", StringComparison.Ordinal)
            select int.Parse(name);
        Libc.Kill(buses.Single(), UnixSignal.Kill);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Dispose();
    }

    void Unit(string name, string text) => directory.Write($"units/{name}", text);

    static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
