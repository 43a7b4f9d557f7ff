using System.Text;

namespace MetricsAgent.Collectors.Http;

/// <summary>User and password as a header has them, RFC 7617.</summary>
static class BasicCredentials
{
    internal static string Header(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    /// <summary>Of a URL's user information.</summary>
    internal static string Header(Uri url) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))}";
}
