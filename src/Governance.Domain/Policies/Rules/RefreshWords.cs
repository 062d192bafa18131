using System.Globalization;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>A refresh policy in words.</summary>
public static class RefreshWords
{
    /// <summary>As in "until revoked" or "90 days without use".</summary>
    public static string Of(RefreshPolicy? policy) => policy switch
    {
        null => "for an unknown time",
        { Kind: RefreshPolicyKind.Infinite } => "until revoked",
        { Kind: RefreshPolicyKind.Zero } => "not at all",
        { Kind: RefreshPolicyKind.Inactivity } => $"{Span(policy)} without use",
        _ => $"{Span(policy)} after issue",
    };

    private static string Span(RefreshPolicy policy) => policy is { Period: { } count, Unit: { } unit }
        ? string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? unit.ToString().ToLowerInvariant()[..^1] : unit.ToString().ToLowerInvariant())}")
        : "an unknown time";
}
