namespace Governance.Web.Auth;

/// <summary>What an accepted id_token says.</summary>
/// <param name="GroupsLeftOut">The provider had too many groups to name them: then none is taken over.</param>
/// <param name="AuthTime">auth_time as sent, Unix seconds; null when not sent.</param>
/// <param name="ProviderSession">sid; null when not sent.</param>
public sealed record AcceptedIdentity(
    string Issuer, string Subject, string Name, string? Mail, IReadOnlyList<string> Groups, bool GroupsLeftOut, string? AuthTime,
    string? ProviderSession = null);
