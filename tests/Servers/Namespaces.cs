namespace MetricsAgent.Tests.Servers;

/// <summary>
/// Commands that run the command after them in namespaces of its own, and see to it that those have what a test wants. As root or, where
/// the kernel lets everybody make user namespaces, as anybody.
/// </summary>
internal static class Namespaces
{
    static readonly string[] Own =
        ["unshare", .. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"], "--mount", "--pid", "--fork", "--kill-child"];

    /// <summary>
    /// With a FUSE mount whose server never reads a request, so that everything that touches it hangs, as with a dead network filesystem.
    /// Nobody else on the machine sees it.
    /// </summary>
    internal static string[] WithHungMount(TemporaryDirectory directory)
    {
        const string script = """
            fuse=/dev/fuse
            if [ ! -e "$fuse" ]; then
              fuse="$0/fuse"
              mknod "$fuse" c 10 229
            fi
            exec 3<>"$fuse"
            mount -t proc proc /proc
            mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 hung "$0/mount"
            exec "$@"
            """;
        Directory.CreateDirectory(directory.File("mount"));
        return [.. Own, "sh", "-ec", script, directory.Path];
    }

    /// <summary>
    /// As a container with Kubernetes' restricted profile and a read-only root: processes of its own, a user who is nobody, no
    /// capability, none to be had. The profile's system call filter is not there: the container runtime makes it.
    /// </summary>
    internal static string[] Restricted()
    {
        var user = Environment.IsPrivilegedProcess
            ? "setpriv --reuid 65534 --regid 65534 --clear-groups"
            : "unshare --user --map-user=65534 --map-group=65534 setpriv";
        var script = $"""
            mount -t proc proc /proc
            mount -o remount,bind,ro /
            exec {user} --bounding-set -all --inh-caps -all --no-new-privs "$@"
            """;
        return [.. Own, "sh", "-ec", script, "sh"];
    }

    /// <summary>With a network of its own that has only the loopback device, and without a capability.</summary>
    /// <param name="pingGroups">The sysctl <c>net.ipv4.ping_group_range</c>: 0 0 for the group that the command has, 1 0 for none.</param>
    internal static string[] WithPingGroups(string pingGroups)
    {
        const string script = """
            ip link set lo up
            echo "$0" >/proc/sys/net/ipv4/ping_group_range
            exec setpriv --bounding-set -all --inh-caps -all --no-new-privs "$@"
            """;
        return [.. Own, "--net", "sh", "-ec", script, pingGroups];
    }

    /// <summary>With a network of its own that has only the loopback device, ping sockets for nobody, and every capability in there.</summary>
    internal static string[] WithRawSockets() =>
        [.. Own, "--net", "sh", "-ec", "ip link set lo up; echo 1 0 >/proc/sys/net/ipv4/ping_group_range; exec \"$@\"", "sh"];

    /// <summary>
    /// With a network of its own that has only the loopback device, and a name server, 127.0.0.99, that takes every question and never answers.
    /// It accepts connections over TCP, on port 53 too, and says nothing there either.
    /// </summary>
    internal static string[] WithSilentNameServer(TemporaryDirectory directory)
    {
        const string script = """
            ip link set lo up
            mount -t proc proc /proc
            mount --bind "$0" /etc/resolv.conf
            exec python3 -c '
            import os, socket, sys
            address = ("127.0.0.99", 53)
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            for each in udp, tcp:
                each.bind(address)
                each.set_inheritable(True)
            tcp.listen()
            # The sockets stay open in the program.
            os.execvp(sys.argv[1], sys.argv[1:])
            ' "$@"
            """;
        return [.. Own, "--net", "sh", "-ec", script, directory.Write("resolv.conf", "nameserver 127.0.0.99\n")];
    }

    /// <summary>With <c>/usr/share/prometheus</c> as an unpacked package has it, which its programs look for there.</summary>
    internal static string[] WithShare(string folder) =>
        [.. Own, "sh", "-ec", "mount -t proc proc /proc; mount -t tmpfs share /usr/share; mkdir /usr/share/prometheus; mount --bind \"$0\" /usr/share/prometheus; exec \"$@\"", folder];

    /// <summary>With a file system of 64 KiB in a directory, which nobody else sees.</summary>
    internal static string[] WithSmallDisk(TemporaryDirectory directory) =>
        [.. Own, "sh", "-ec", "mount -t proc proc /proc; mount -t tmpfs -o size=64k small \"$0\"; exec \"$@\"", directory.Path];

    /// <summary>Without rights on anything outside.</summary>
    internal static string[] WithoutRights() =>
        Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", $"{ServerProcess.Nobody}", "--regid", $"{ServerProcess.Nobody}", "--clear-groups"]
            : ["unshare", "--user", "--map-current-user"];
}
