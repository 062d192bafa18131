using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Heroku;

/// <summary>A heroku-applink add-on and what it holds (AppLink reference §2.1).</summary>
/// <param name="OldStatusWords">It speaks the status words from before June 2025 (§2.2).</param>
public sealed record AppLinkAddon(string Id, string Name, HerokuApp Owner, string Token, bool OldStatusWords, SimulatedClock Clock)
{
    public List<(HerokuApp App, string Name)> Attachments { get; } = [];

    /// <summary>Addresses that somebody put into an app's config vars in place of the add-on's own, by app and attachment.</summary>
    public Dictionary<(string App, string Attachment), string> OtherUrls { get; } = [];

    public List<AppLinkRecord> Records { get; } = [];

    public List<AppLinkPublication> Publications { get; } = [];

    public List<AppLinkDataActionTarget> DataActionTargets { get; } = [];

    /// <summary>4,500 calls an hour and add-on (AppLink reference §5.1); that they come back by the minute is recalled, not documented.</summary>
    public CallBudget Budget { get; } = new(Clock, 4_500, 75);

    /// <summary>What stands on a connection ends with it.</summary>
    public void EndWith(Predicate<string> connection)
    {
        Publications.RemoveAll(publication => connection(publication.Connection));
        DataActionTargets.RemoveAll(target => connection(target.Plan.Connection));
    }

    public AppLinkRecord? Find(string key, bool isConnection) =>
        Records.Find(record => record.IsConnection == isConnection && (record.Name == key || record.Id == key || (!isConnection && record.Alias == key)));

    public AppLinkRecord? Connection(string key, bool isDataCloud) =>
        Find(key, isConnection: true) is { Hidden: false } found && found.IsDataCloud == isDataCloud ? found : null;
}

/// <summary>A connection or an authorization.</summary>
public sealed class AppLinkRecord
{
    public required string Id { get; init; }

    public required bool IsConnection { get; init; }

    /// <summary>In the spelling that is shown: DatacloudOrg occurs beside DataCloudOrg.</summary>
    public required string OrgType { get; init; }

    public bool IsDataCloud => NamesDataCloud(OrgType);

    public required string Name { get; init; }

    public string? Alias { get; init; }

    public required string Status { get; set; }

    /// <summary>Null until somebody has signed in there.</summary>
    public Org? Org
    {
        get;
        set => (field, OrgId) = (value, value?.Id);
    }

    /// <summary>The org's id when it was connected; a refreshed sandbox has another one.</summary>
    public string? OrgId { get; private set; }

    public string? Username { get; set; }

    public string? UserId { get; set; }

    /// <summary>Where the person who connects is sent; null for the usual address.</summary>
    public string? LoginUrl { get; init; }

    /// <summary>Null for a record whose dates are not told.</summary>
    public long? Created { get; init; }

    public string? CreatedBy { get; init; }

    public string? AppName { get; init; }

    /// <summary>JWT or OAuth.</summary>
    public string Method { get; init; } = "OAuth";

    public ScenarioAppLinkError? Error { get; set; }

    /// <summary>Made while the world runs.</summary>
    public bool Added { get; init; }

    /// <summary>The service lies: the record works although it vanished from every read but the SDK's.</summary>
    public bool Hidden { get; set; }

    /// <summary>Seconds since 1970 at which a removed record is gone; null while nobody removed it.</summary>
    public long? GoneAt { get; set; }

    public bool AwaitsConsent => GoneAt is null && Method == "OAuth" && Status is "connecting" or "authorizing";

    public static bool NamesDataCloud(string? orgType) => string.Equals(orgType, "DataCloudOrg", StringComparison.OrdinalIgnoreCase);

    public void Succeed(Org org, OrgUser user)
    {
        (Org, Username, UserId, Error) = (org, user.Username, user.Id, null);
        Status = IsConnection ? "connected" : "authorized";
    }

    public void Fail(string id, string message) => (Status, Error) = ("failed", new ScenarioAppLinkError(id, message));
}

/// <summary>What an app offers to an org.</summary>
public sealed record AppLinkPublication(HerokuApp App, string Connection, string Name, string EsrId, string AppLinkId, long Created, string? CreatedBy)
{
    public long? Modified { get; init; }

    public string? ModifiedBy { get; init; }

    /// <summary>The spec that the org holds since a moment (seconds since 1970), in the order of these; empty for one without operations.</summary>
    public IReadOnlyList<(long Since, string Text)> Specs { get; init; } = [];

    /// <summary>False where somebody deleted the registration in the org.</summary>
    public bool IsRegistered { get; init; } = true;

    public bool Added { get; init; }
}

/// <summary>Where a Data Cloud org sends its events.</summary>
/// <param name="SigningKey">What the org signs each event with.</param>
/// <param name="Made">Seconds since 1970; null for one of the scenario.</param>
public sealed record AppLinkDataActionTarget(string Id, HerokuApp App, ScenarioDataActionTarget Plan, string SigningKey, long? Made)
{
    /// <summary>The states of making one (AppLink reference §2.2); that each takes a second is recalled, not documented.</summary>
    public string StatusAt(long now) => (now - Made) switch
    {
        null => Plan.Status,
        < 1 => "pending",
        < 2 => "creating",
        < 3 => "generating_signing_key",
        _ => "created",
    };
}
