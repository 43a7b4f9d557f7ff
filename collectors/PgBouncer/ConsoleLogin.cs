using System.Security.Authentication;
using System.Text;
using Npgsql;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>From the startup message to the first "ready": PostgreSQL's ways to log in (its documentation, 55.2.1).</summary>
internal sealed class ConsoleLogin(Stream stream, MessageReader messages, NpgsqlConnectionStringBuilder settings)
{
    const int Ok = 0, Cleartext = 3, Md5 = 5, Sasl = 10, SaslContinue = 11, SaslFinal = 12;

    ScramClient? scram;

    /// <summary>Whether the server owes the proof that it knows the password.</summary>
    bool isProofDue;

    bool isIn;

    string Password => settings.Password ?? throw new AuthenticationException("a password is asked for, and none is given");

    /// <exception cref="PostgresException">The console refuses.</exception>
    /// <exception cref="AuthenticationException">The two do not agree on how to log in.</exception>
    /// <exception cref="InvalidDataException">What answers is no console.</exception>
    internal async Task RunAsync(CancellationToken cancel)
    {
        await stream.WriteAsync(ClientMessage.Startup(settings.Username!, settings.Database!, settings.ApplicationName!), cancel);
        while (true)
        {
            var message = await messages.NextAsync(cancel);
            switch (message.Kind)
            {
                case 'R' when !isIn:
                    if (Answer(message.Body.Span) is { } answer)
                        await stream.WriteAsync(answer, cancel);
                    break;
                case 'Z' when isIn: return;
                case 'E': throw ServerError.Of(message.Body.Span);
                // Parameters, a key to cancel with, notices.
                case 'S' or 'K' or 'N': break;
                default: throw new InvalidDataException($"'{message.Kind}' is no answer to a login");
            }
        }
    }

    /// <returns>Null when there is nothing to answer.</returns>
    byte[]? Answer(ReadOnlySpan<byte> request)
    {
        var body = new MessageBody(request);
        switch (body.Int32())
        {
            case Ok:
                isIn = !isProofDue;
                return isIn ? null : throw new AuthenticationException("the server did not prove that it knows the password");
            case Cleartext: return ClientMessage.Password(Password);
            case Md5: return ClientMessage.Password(Md5Password.Answer(settings.Username!, Password, body.Take(4)));
            case Sasl when scram is null: return Begin(body);
            case SaslContinue when isProofDue: return ClientMessage.SaslResponse(scram!.Final(Encoding.UTF8.GetString(body.Rest)));
            case SaslFinal when isProofDue:
                isProofDue = !scram!.Verify(Encoding.UTF8.GetString(body.Rest));
                return isProofDue ? throw new AuthenticationException("the server does not know the password") : null;
            case var kind: throw new AuthenticationException($"the server asks for a login of kind {kind}, which is not supported");
        }
    }

    byte[] Begin(MessageBody mechanisms)
    {
        for (var mechanism = mechanisms.Text(); mechanism != ScramClient.Mechanism; mechanism = mechanisms.Text())
        {
            if (mechanism.Length == 0)
                throw new AuthenticationException($"the server does not offer {ScramClient.Mechanism}");
        }

        if (settings.ChannelBinding == ChannelBinding.Require)
            throw new AuthenticationException("channel_binding=require is not supported here");
        scram = new(user: "", Password, ScramClient.Nonce());
        isProofDue = true;
        return ClientMessage.SaslInitial(ScramClient.Mechanism, scram.First());
    }
}
