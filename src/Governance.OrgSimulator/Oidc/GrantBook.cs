using System.Collections.Concurrent;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Access and refresh tokens that the provider has handed out.</summary>
public sealed class GrantBook(TimeProvider clock)
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, IssuedToken> _accessTokens = new();
    private readonly Dictionary<string, RefreshGrant> _grants = [];

    public string IssueAccessToken(SignedInAt session)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _accessTokens.Where(t => t.Value.EndsAt <= now)) _accessTokens.TryRemove(old.Key, out _);
        var token = OidcProvider.NewSecret();
        _accessTokens[token] = new IssuedToken(session, now + AccessLifetime);
        return token;
    }

    /// <summary>Null for a token that is unknown, has expired, or whose sign-in was ended.</summary>
    public SignedInAt? BearerOf(string? accessToken) => accessToken is not null && _accessTokens.TryGetValue(accessToken, out var issued)
        && clock.GetUtcNow() < issued.EndsAt ? issued.Session : null;

    /// <summary>The first refresh token of a sign-in.</summary>
    public string IssueRefreshToken(SignedInAt session, string scope)
    {
        lock (_gate) return Next(new RefreshGrant(session, scope));
    }

    /// <summary>Uses a refresh token up. One that was used before ends its grant, and the newest token with it.</summary>
    public (RefreshGrant Grant, string Next)? Use(string? refreshToken)
    {
        lock (_gate)
        {
            if (refreshToken is null || !_grants.TryGetValue(refreshToken, out var grant)) return null;
            if (grant.Current == refreshToken) return (grant, Next(grant));
            End(g => g == grant);
            return null;
        }
    }

    /// <summary>Ends everything that goes back to these sign-ins.</summary>
    public void EndOf(Func<SignedInAt, bool> session)
    {
        foreach (var ended in _accessTokens.Where(t => session(t.Value.Session))) _accessTokens.TryRemove(ended.Key, out _);
        lock (_gate) End(g => session(g.Session));
    }

    private string Next(RefreshGrant grant)
    {
        grant.Current = OidcProvider.NewSecret();
        _grants[grant.Current] = grant;
        return grant.Current;
    }

    private void End(Predicate<RefreshGrant> which)
    {
        foreach (var token in _grants.Where(g => which(g.Value)).Select(g => g.Key).ToArray()) _grants.Remove(token);
    }
}
