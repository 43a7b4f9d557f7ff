using System.Security.Cryptography;
using System.Text;
using MetricsAgent.Rules;

namespace MetricsAgent.Http.Api;

/// <summary><c>group_limit</c> and <c>group_next_token</c> of <c>/api/v1/rules</c>: so many groups at a time.</summary>
static class RulePage
{
    /// <returns>The page, and the token of the next one; null with the last.</returns>
    internal static (IReadOnlyList<T> Page, string? Next) Of<T>(IReadOnlyList<T> all, Func<T, RuleGroupReport> group, ApiParameters parameters)
    {
        var (limit, token) = (parameters.Text("group_limit"), parameters.Text("group_next_token"));
        if (limit.Length == 0)
        {
            return token.Length == 0
                ? (all, null)
                : throw ApiException.Parameter("group_next_token", "group_limit needs to be present in order to paginate over the groups");
        }

        if (!int.TryParse(limit, out var most) || most <= 0)
            throw ApiException.Parameter("group_limit", $"group_limit needs to be a valid number and greater than 0: \"{limit}\"");
        var first = token.Length == 0 ? 0 : all.Select(each => Token(group(each))).ToList().IndexOf(token);
        if (first < 0)
            throw ApiException.Parameter("group_next_token", $"invalid group_next_token '{token}'. were rule groups changed?");
        T[] page = [.. all.Skip(first).Take(most)];
        return (page, first + most < all.Count ? Token(group(all[first + most])) : null);
    }

    /// <summary>Names a group; nothing is kept secret by it.</summary>
    static string Token(RuleGroupReport group) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{group.File};{group.Name}"))[..20]);
}
