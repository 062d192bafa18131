namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    /// <summary>A sixth approval of one app by one user ends the oldest of the five.</summary>
    public const int ApprovalsPerAppAndUser = 5;

    private const int DeleteKind = 1;
    private const int RefreshKind = 2;
    private const int AccessKind = 3;
    private const int DeleteLength = 46;
    private const int RefreshLength = 87;
    private const int AccessLength = 112;
    private int _deleteTokenReads;

    public Action? OnChange { get; set; }

    private string AccessPrefix => Id[..15] + "!AQ";

    /// <param name="added">True for a grant made while the world runs: the sixth approval then ends the oldest.</param>
    public Grant AddGrant(ClientApp app, OrgUser user, long created, long lastUsed = 0, int uses = 0, bool added = false, string? scope = null)
    {
        var grant = Append(app, user, created, lastUsed, uses, added, scope);
        if (!added) return grant;

        var live = user.Grants!.Where(g => g.App == app && IsLive(g, created)).ToList();
        if (live.Count > ApprovalsPerAppAndUser) End(live[0]);
        OnChange?.Invoke();
        return grant;
    }

    /// <summary>Puts a grant of the state file back in its place.</summary>
    public Grant PutBack(ClientApp app, OrgUser user, long created, string? scope) => Append(app, user, created, 0, 0, added: true, scope);

    private Grant Append(ClientApp app, OrgUser user, long created, long lastUsed, int uses, bool added, string? scope)
    {
        var grant = new Grant
        {
            Serial = Grants.Count,
            App = app,
            User = user,
            Created = created,
            LastUsed = lastUsed,
            UseCount = uses,
            Added = added,
            Scope = scope,
        };
        Grants.Add(grant);
        (app.Grants ??= []).Add(grant);
        (user.Grants ??= []).Add(grant);
        return grant;
    }

    /// <summary>True while the grant's refresh token works.</summary>
    public static bool IsLive(Grant grant, long now)
    {
        if (grant.Ended) return false;
        if (grant.App.LifetimeSeconds is { } lifetime && now - grant.Created > lifetime) return false;
        return grant.App.IdleSeconds is not { } idle || now - Math.Max(grant.LastUsed, grant.Created) <= idle;
    }

    /// <summary>True while OauthToken shows the grant.</summary>
    public static bool IsListed(Grant grant, long now) => !grant.Hidden && IsLive(grant, now);

    /// <summary>Ends the grant and every session that was issued from it.</summary>
    public void End(Grant grant)
    {
        grant.Ended = true;
        grant.Changed = true;
        if (_sessionsByGrant.Remove(grant.Serial, out var sessions))
            foreach (var serial in sessions)
                Sessions.Remove(serial);
        OnChange?.Invoke();
    }

    public void Touch(Grant grant)
    {
        grant.Changed = true;
        OnChange?.Invoke();
    }

    public string DeleteTokenOf(Grant grant) =>
        Mint.Token("aPr", Index, DeleteKind, grant.Serial, ChangesDeleteTokens ? ++_deleteTokenReads : 0, DeleteLength);

    public string RefreshTokenOf(Grant grant) => Mint.Token("5Aep861", Index, RefreshKind, grant.Serial, grant.Generation, RefreshLength);

    public string AccessTokenOf(Session session) => Mint.Token(AccessPrefix, Index, AccessKind, session.Serial, 0, AccessLength);

    public Grant? GrantByDeleteToken(string token) =>
        Mint.TryRead(token, "aPr", Index, DeleteKind, DeleteLength, out var serial, out _) ? GrantBySerial(serial) : null;

    /// <param name="token">A refresh token of any generation.</param>
    /// <param name="isCurrent">False for one that rotation replaced.</param>
    public Grant? GrantByRefreshToken(string token, out bool isCurrent)
    {
        isCurrent = false;
        if (!Mint.TryRead(token, "5Aep861", Index, RefreshKind, RefreshLength, out var serial, out var generation)) return null;
        var grant = GrantBySerial(serial);
        isCurrent = grant is not null && grant.Generation == generation;
        return grant;
    }

    public bool FailsToRevoke(Grant grant) =>
        FailingShare > 0 && Mint.Fixed($"failing:{Index}:{grant.Serial}", 4, "", "0123456789") is { } digits
        && int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) < FailingShare * 10_000;

    private Grant? GrantBySerial(long serial) => serial < Grants.Count ? Grants[(int)serial] : null;
}
