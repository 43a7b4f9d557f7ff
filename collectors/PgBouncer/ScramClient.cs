using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>
/// The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677). Neither side learns what it could log in
/// with elsewhere, and the server has to prove that it knows the password too. Pure.
/// </summary>
/// <param name="user">Empty for PostgreSQL, which takes it from the startup message.</param>
/// <param name="nonce">Random printable characters, no comma.</param>
internal sealed class ScramClient(string user, string password, string nonce)
{
    internal const string Mechanism = "SCRAM-SHA-256";

    /// <summary>PostgreSQL has 4,096. Each costs time, and whoever answers names the number.</summary>
    const int MostIterations = 1_000_000;

    /// <summary>"n,,": no channel binding.</summary>
    const string Header = "n,,";

    byte[] serverSignature = [];

    string FirstBare => $"n={user},r={nonce}";

    internal static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    internal string First() => Header + FirstBare;

    /// <summary>The answer to the server's first message.</summary>
    /// <exception cref="InvalidDataException">The message is none.</exception>
    internal string Final(string serverFirst)
    {
        var parts = serverFirst.Split(',');
        var serverNonce = Value(parts, 0, "r=");
        if (!serverNonce.StartsWith(nonce, StringComparison.Ordinal) || serverNonce.Length == nonce.Length)
            throw new InvalidDataException("SCRAM: the server did not continue the nonce");
        if (!int.TryParse(Value(parts, 2, "i="), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations)
            throw new InvalidDataException($"SCRAM: the server asks for a number of iterations that is not between 1 and {MostIterations}");

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(Normalized(password)), Bytes(Value(parts, 1, "s=")), iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var withoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(Header))},r={serverNonce}";
        var conversation = Encoding.UTF8.GetBytes($"{FirstBare},{serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), conversation);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), conversation);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>Whether the server's last message proves that it knows the password.</summary>
    /// <exception cref="InvalidDataException">The message is none.</exception>
    internal bool Verify(string serverFinal) =>
        serverSignature.Length > 0 && CryptographicOperations.FixedTimeEquals(Bytes(Value(serverFinal.Split(','), 0, "v=")), serverSignature);

    static string Value(string[] parts, int at, string name) =>
        at < parts.Length && parts[at].StartsWith(name, StringComparison.Ordinal)
            ? parts[at][name.Length..]
            : throw new InvalidDataException($"SCRAM: the server's message has no '{name}'");

    static byte[] Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : throw new InvalidDataException("SCRAM: the server's message is not base64");
    }

    /// <summary>SASLprep, as far as passwords need it; what is no valid text is taken as it is, as PostgreSQL does.</summary>
    static string Normalized(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password;
        }
    }
}
