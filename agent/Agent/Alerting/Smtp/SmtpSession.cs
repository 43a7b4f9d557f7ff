using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Alerting.Smtp;

/// <summary>The server refused a step; <see cref="Reply"/> says how.</summary>
internal sealed class SmtpException(string step, SmtpReply reply) : Exception($"{step}: {reply.Text}")
{
    internal SmtpReply Reply => reply;
}

/// <summary>
/// One conversation with a mail server (RFC 5321), with STARTTLS or TLS from the start, and AUTH PLAIN or LOGIN. Small, because the
/// framework's own client knows no TLS from the start and is not meant for new code.
/// </summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    readonly EmailConfig config;
    readonly ClientTls tls;
    readonly string host;
    Stream connection;

    SmtpSession(EmailConfig config, string host, Stream connection) => (this.config, tls, this.host, this.connection) = (config, new(config.TlsConfig), host, connection);

    /// <summary>Connects and gets as far as the server takes mail.</summary>
    /// <param name="password">Sent over TLS only, or to this machine.</param>
    /// <exception cref="SmtpException">The server refused.</exception>
    /// <exception cref="InvalidDataException">The server does not offer what is needed, or is none.</exception>
    internal static async Task<SmtpSession> OpenAsync(EmailConfig config, Func<string> password, CancellationToken cancel)
    {
        var colon = config.Smarthost.LastIndexOf(':');
        var (host, port) = (config.Smarthost[..colon].Trim('[', ']'), int.Parse(config.Smarthost.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SmtpSession? session = null;
        try
        {
            await socket.ConnectAsync(host, port, cancel);
            session = new(config, host, new NetworkStream(socket, ownsSocket: true));
            await session.GreetAsync(config.ForceImplicitTls ?? port == 465, password, cancel);
            return session;
        }
        catch
        {
            if (session is not null)
                await session.connection.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one mail. That some of several recipients are refused does not keep it from the others.</summary>
    /// <param name="text">Lines with CR LF at their ends.</param>
    /// <returns>What the server said last.</returns>
    /// <exception cref="SmtpException">It was refused.</exception>
    internal async Task<string> SendAsync(string from, IReadOnlyList<string> to, string text, CancellationToken cancel)
    {
        await AskAsync("MAIL", $"MAIL FROM:<{from}>", cancel);
        SmtpException? refused = null;
        var taken = 0;
        foreach (var recipient in to)
        {
            try
            {
                await AskAsync("RCPT", $"RCPT TO:<{recipient}>", cancel);
                taken++;
            }
            catch (SmtpException e)
            {
                // One that may be taken another time says more than one that will not.
                refused = refused is null || !e.Reply.IsFinal ? e : refused;
            }
        }

        if (taken == 0)
            throw refused!;
        await AskAsync("DATA", "DATA", cancel);
        var reply = await AskAsync("the mail", Stuffed(text) + ".", cancel);
        return refused is null ? reply.Text : $"{reply.Text}; {to.Count - taken} of {to.Count} recipients refused, {refused.Reply.Text}";
    }

    /// <summary>What one should know of a server that is spoken to without TLS, after its answer.</summary>
    internal string Caveat => connection is SslStream ? "" : config.AuthUsername.Length > 0 ? "; without TLS" : "; without TLS, not authenticated";

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Whoever waits for the answer waits for nothing.
            await connection.WriteAsync("QUIT\r\n"u8.ToArray());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was there first.
        }

        await connection.DisposeAsync();
    }

    /// <summary>A line that begins with a dot gets a second one (RFC 5321, section 4.5.2).</summary>
    internal static string Stuffed(string text) => (text.StartsWith('.') ? "." : "") + text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);

    async Task GreetAsync(bool isImplicit, Func<string> password, CancellationToken cancel)
    {
        if (isImplicit)
            await SecureAsync(cancel);
        await ExpectAsync("the greeting", cancel);
        var offers = await AskAsync("EHLO", $"EHLO {config.Hello}", cancel);
        if (!isImplicit && offers.Extension("STARTTLS") is not null)
        {
            await AskAsync("STARTTLS", "STARTTLS", cancel);
            await SecureAsync(cancel);
            offers = await AskAsync("EHLO", $"EHLO {config.Hello}", cancel);
        }
        else if (!isImplicit && config.RequireTls)
        {
            throw new InvalidDataException("it does not offer STARTTLS; require_tls: false does without");
        }

        if (config.AuthUsername.Length > 0)
            await LogInAsync(offers.Extension("AUTH") ?? [], password(), cancel);
    }

    async Task SecureAsync(CancellationToken cancel)
    {
        var secure = new SslStream(connection);
        connection = secure;
        await secure.AuthenticateAsClientAsync(tls.Options(host), cancel);
    }

    async Task LogInAsync(IReadOnlyList<string> mechanisms, string password, CancellationToken cancel)
    {
        if (connection is not SslStream && !IsLocal)
            throw new InvalidDataException("a password is not sent without TLS");
        if (mechanisms.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await AskAsync("AUTH PLAIN", $"AUTH PLAIN {Base64($"{config.AuthIdentity}\0{config.AuthUsername}\0{password}")}", cancel);
        }
        else if (mechanisms.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await AskAsync("AUTH LOGIN", "AUTH LOGIN", cancel);
            await AskAsync("AUTH LOGIN", Base64(config.AuthUsername), cancel);
            await AskAsync("AUTH LOGIN", Base64(password), cancel);
        }
        else
        {
            throw new InvalidDataException($"it offers neither AUTH PLAIN nor AUTH LOGIN{(mechanisms.Count > 0 ? $" but {string.Join(' ', mechanisms)}" : "")}");
        }
    }

    bool IsLocal => host is "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    async Task<SmtpReply> AskAsync(string step, string line, CancellationToken cancel)
    {
        await connection.WriteAsync(Encoding.UTF8.GetBytes($"{line}\r\n"), cancel);
        return await ExpectAsync(step, cancel);
    }

    async Task<SmtpReply> ExpectAsync(string step, CancellationToken cancel)
    {
        var reply = await SmtpReply.ReadAsync(connection, cancel);
        return reply.IsPositive ? reply : throw new SmtpException(step, reply);
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
