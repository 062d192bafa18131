namespace Governance.OrgSimulator.World;

/// <summary>One Salesforce org: its records and the rules by which grants and sessions live and end.</summary>
/// <remarks>Everything but the counters is read and written while holding <see cref="Gate"/>.</remarks>
public sealed partial class Org
{
    public Lock Gate { get; } = new();

    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>18 characters; another one after a refresh.</summary>
    public required string Id { get; set; }

    public required string Pod { get; init; }

    public required string OrganizationType { get; init; }

    public required bool IsSandbox { get; init; }

    public required string InstanceName { get; set; }

    public required string Company { get; init; }

    public required long Created { get; set; }

    public required int Port { get; init; }

    public required TokenMint Mint { get; init; }

    public required SimulatedClock Clock { get; init; }

    public int SessionMinutes { get; init; } = 120;

    public int ApiLimit { get; set; } = 150_000;

    /// <summary>OauthToken.Id holds a value here; in most orgs it is null.</summary>
    public bool ShowsTokenIds { get; init; }

    /// <summary>Every read hands out another DeleteToken for the same row.</summary>
    public bool ChangesDeleteTokens { get; init; }

    public bool ApiEnabled { get; set; } = true;

    /// <summary>ExternalClientAppSettings.enableConsumerSecretApiAccess; a secret is served only when its REST twin is on as well.</summary>
    public bool ConsumerSecretsInMetadata { get; set; }

    /// <summary>ExternalClientAppSettings.enableClientSecretInRestApiAccess.</summary>
    public bool ConsumerSecretsInRest { get; set; }

    /// <summary>Org-wide settings; others after a change in Setup.</summary>
    public OrgSettings Settings { get; set; } = new();

    /// <summary>They differ from what the scenario says.</summary>
    public bool HasOtherSettings { get; set; }

    /// <summary>How often somebody put another certificate in the place of the inbound one.</summary>
    public int InboundReplacements { get; set; }

    public List<NamedCredential> NamedCredentials { get; } = [];

    public List<ExternalCredential> ExternalCredentials { get; } = [];

    public string ReaderUsername { get; init; } = "";

    public int CertificateCount => Certificates.Count;

    public string Origin => $"http://127.0.0.1:{Port}";

    public List<Profile> Profiles { get; } = [];

    public List<PermissionSet> PermissionSets { get; } = [];

    public List<OrgUser> Users { get; } = [];

    public Dictionary<string, OrgUser> UsersByName { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<ClientApp> Apps { get; } = [];

    public Dictionary<string, ClientApp> AppsByKey { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ClientApp> AppsByName { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<Certificate> Certificates { get; } = [];

    public List<LoginRow> Logins { get; } = [];

    public List<AuditRow> AuditTrail { get; } = [];

    /// <summary>Every grant ever made; a grant's serial is its place. Ordered by creation.</summary>
    public List<Grant> Grants { get; } = [];

    public Dictionary<int, Session> Sessions { get; } = [];

    public int NextSession { get; set; }

    /// <summary>How often a query asked for the secret columns of OauthToken. A careful client leaves this at 0.</summary>
    public int SecretsSelected { get; set; }

    /// <summary>Serials of the grants whose revocation this org always answers with a server error.</summary>
    public double FailingShare { get; set; }

    public ClientApp PortalApp => AppsByName["Governance Portal"];

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    public void Add(OrgUser user)
    {
        Users.Add(user);
        UsersByName.Add(user.Username, user);
    }

    public void Add(ClientApp app)
    {
        Apps.Add(app);
        AppsByName.Add(app.Name, app);
        AppsByKey[app.ConsumerKey] = app;
    }

    /// <summary>The user with this id of 15 or 18 characters.</summary>
    public OrgUser? UserById(string id) => Users.Find(user => SalesforceId.Same(user.Id, id));

    public string NewId(string prefix, long serial) => SalesforceId.Make(prefix, Pod, serial);
}

/// <summary>A certificate of one org.</summary>
public sealed record Certificate(string Name, string Label, long Expires, int KeySize, bool CaSigned, bool Exportable, string? UsedFor, string? Pem = null);

/// <summary>A row of LoginHistory.</summary>
public sealed record LoginRow(
    int Serial, string UserId, long At, string LoginType, string? LoginSubType, string SourceIp, string Application, string Status, string TlsProtocol, string Country = "DE", string? Browser = null)
{
    public bool IsRefused => Status != "Success";
}

/// <summary>A row of SetupAuditTrail.</summary>
public sealed record AuditRow(int Serial, long At, string Action, string Section, string Display, string? CreatedById);
