using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Heroku;

/// <summary>The direct authorizations of the account's user, whose tokens open the Platform API (AppLink reference §6.1, §6.2).</summary>
public sealed class HerokuGrants
{
    private readonly TokenMint _mint;
    private readonly SimulatedClock _clock;

    public HerokuGrants(TokenMint mint, SimulatedClock clock)
    {
        (_mint, _clock) = (mint, clock);
        KeyAtStart = mint.Fixed("heroku:key", 60, Prefix);
        var hex = mint.Fixed("heroku:grant", 32, "", "0123456789abcdef");
        var id = Guid.Parse(hex).ToString();
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        All.Add(new HerokuGrant(id, "Governance", ["global"], KeyAtStart, id, null, now, now));
    }

    private const string Prefix = "HRKU-not-a-real-secret-";

    public static readonly string[] KnownScopes = ["global", "identity", "read", "write", "read-protected", "write-protected"];

    public string KeyAtStart { get; }

    public List<HerokuGrant> All { get; } = [];

    /// <summary>The grant that a bearer token belongs to; null for one that ended.</summary>
    public HerokuGrant? Of(string bearer)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        return All.Find(grant => grant.Token == bearer && !(grant.ExpiresAt <= now));
    }

    public HerokuGrant Add(string description, string[] scopes, long? expiresIn)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var grant = new HerokuGrant(Guid.NewGuid().ToString(), description, scopes, "", "", now + expiresIn, now, now);
        grant = WithToken(grant);
        All.Add(grant);
        return grant;
    }

    /// <summary>A new token in the place of the old, which ends.</summary>
    public HerokuGrant Regenerate(HerokuGrant grant)
    {
        var fresh = WithToken(grant) with { Updated = _clock.GetUtcNow().ToUnixTimeSeconds() };
        All[All.IndexOf(grant)] = fresh;
        return fresh;
    }

    private HerokuGrant WithToken(HerokuGrant grant)
    {
        var id = Guid.NewGuid().ToString();
        return grant with { TokenId = id, Token = _mint.Fixed("heroku:token:" + id, 60, Prefix) };
    }
}

/// <param name="ExpiresAt">Seconds since 1970; null for never.</param>
/// <param name="Created">Seconds since 1970.</param>
public sealed record HerokuGrant(string Id, string Description, IReadOnlyList<string> Scopes, string Token, string TokenId, long? ExpiresAt, long Created, long Updated)
{
    /// <summary>Scopes (§6.1): protected means with config vars. Which call needs which scope is recalled, not documented.</summary>
    public bool May(bool isWrite, bool isProtected) => Scopes.Any(scope => (scope, isWrite, isProtected) switch
    {
        ("global" or "write-protected", _, _) => true,
        ("read-protected", false, _) => true,
        ("write", _, false) => true,
        ("read", false, false) => true,
        _ => false,
    });
}

/// <summary>An app webhook; this world stores it and sends nothing.</summary>
public sealed record HerokuWebhook(string Id, string App, IReadOnlyList<string> Include, string Level, string Url, long Created, long Updated);
