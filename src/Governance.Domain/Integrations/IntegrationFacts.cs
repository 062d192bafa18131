using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.Domain.Integrations;

/// <summary>Where an integration's owner stands.</summary>
/// <param name="Name">As people call them.</param>
/// <param name="IsBlocked">Blocked in the portal; null when they never signed in to it.</param>
/// <param name="LastSignInAt">UTC; null when never.</param>
/// <param name="ConfirmedAt">When they last said that they still own it, UTC; null when never.</param>
/// <param name="IsOnPeopleList">On the people list imported last; null when none was imported.</param>
public sealed record OwnerStanding(
    string Name, bool? IsBlocked = null, DateTimeOffset? LastSignInAt = null, DateTimeOffset? ConfirmedAt = null, bool? IsOnPeopleList = null);

/// <summary>Which way data flows, seen from Salesforce.</summary>
public enum DataDirection
{
    /// <summary>The other end calls the org.</summary>
    Inbound,

    /// <summary>The org calls the other end.</summary>
    Outbound,

    /// <summary>Both call.</summary>
    Both,
}

/// <summary>How sensitive the data is; in this order.</summary>
public enum DataClass
{
    /// <summary>Anybody may see it.</summary>
    Public,

    /// <summary>For the company.</summary>
    Internal,

    /// <summary>For a few in the company.</summary>
    Confidential,

    /// <summary>The highest class.</summary>
    Restricted,
}

/// <summary>Which law or contract the data is under.</summary>
public enum Regime
{
    /// <summary>None beyond the company's own rules.</summary>
    None,

    /// <summary>Personal data.</summary>
    Personal,

    /// <summary>Payment cards: a private path is demanded.</summary>
    Payment,

    /// <summary>Health: a private path is demanded.</summary>
    Health,

    /// <summary>Public sector: a private path is demanded.</summary>
    PublicSector,
}

/// <summary>Where the vendor keeps the credential.</summary>
public enum SecretPlace
{
    /// <summary>Nobody asked.</summary>
    Unknown,

    /// <summary>In a secret manager.</summary>
    Manager,

    /// <summary>In code or a file beside it.</summary>
    Code,
}

/// <summary>What bars strangers from an integration.</summary>
[Flags]
public enum AccessControls
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A list of addresses that may call.</summary>
    AddressList = 1,

    /// <summary>Mutual TLS.</summary>
    MutualTls = 2,

    /// <summary>A private path, as Private Connect.</summary>
    PrivatePath = 4,

    /// <summary>OAuth: the application says who it is.</summary>
    OAuth = 8,
}

/// <summary>A recorded decision on how an integration is built.</summary>
/// <param name="Inputs">What it was decided on.</param>
/// <param name="Recommended">What the table said then.</param>
/// <param name="SignedBy">Who signed; null while nobody did.</param>
/// <param name="SignedAt">UTC; null while nobody did.</param>
public sealed record ArchitectureDecision(
    ArchitectureInputs Inputs, ArchitectureRecommendation Recommended, string? SignedBy, DateTimeOffset? SignedAt)
{
    /// <summary>Somebody signed it.</summary>
    public bool IsSigned => SignedBy is not null && SignedAt is not null;
}

/// <summary>Who answered the architecture review last.</summary>
/// <param name="ById">Actor id.</param>
/// <param name="By">Their name at the time.</param>
/// <param name="At">UTC.</param>
public sealed record AnswerStamp(string ById, string By, DateTimeOffset At);

/// <summary>What people recorded about an integration. A null member is not recorded.</summary>
public sealed record IntegrationFacts
{
    /// <summary>Longest purpose or reason, characters.</summary>
    public const int TextMaxLength = 2000;

    /// <summary>What it is for.</summary>
    public string? Purpose { get; init; }

    /// <summary>Who answers for it; not stored with the rest, for where they stand changes by itself.</summary>
    [JsonIgnore]
    public OwnerStanding? Owner { get; init; }

    /// <summary>Who does when the owner does not; a name.</summary>
    public string? Deputy { get; init; }

    /// <summary>Who runs the other end.</summary>
    public VendorId? Vendor { get; init; }

    /// <summary>When it is to be looked at again, UTC.</summary>
    public DateTimeOffset? ReviewAt { get; init; }

    /// <summary>When it ends, UTC; null when no end is agreed.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Where the vendor keeps the credential.</summary>
    public SecretPlace SecretPlace { get; init; }

    /// <summary>Which way data flows.</summary>
    public DataDirection? Direction { get; init; }

    /// <summary>The most sensitive data it moves.</summary>
    public DataClass? DataClass { get; init; }

    /// <summary>Law or contract the data is under.</summary>
    public Regime? Regime { get; init; }

    /// <summary>What bars strangers.</summary>
    public AccessControls? Controls { get; init; }

    /// <summary>The other end calls from, or listens on, few fixed addresses.</summary>
    public bool? HasFixedAddresses { get; init; }

    /// <summary>An API gateway stands between.</summary>
    public bool? HasGateway { get; init; }

    /// <summary>External systems that call in directly.</summary>
    public int? ExternalSystems { get; init; }

    /// <summary>Why there is no private path where one is demanded, the licence among it.</summary>
    public string? NoPrivatePathReason { get; init; }

    /// <summary>Certificate planned or used for mutual TLS, by API name.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Certificate planned or used for signing JWTs, by API name.</summary>
    public string? SigningCertificate { get; init; }

    /// <summary>Who runs the gateway.</summary>
    public string? GatewayRunBy { get; init; }

    /// <summary>Which contract covers the data.</summary>
    public string? Contract { get; init; }

    /// <summary>Who frees certificate slots when few are left.</summary>
    public string? SlotsFreedBy { get; init; }

    /// <summary>Who answered the architecture review last; null when nobody did. Whoever it is does not sign.</summary>
    public AnswerStamp? Answered { get; init; }

    /// <summary>How it is to be built, as decided; null when nothing was.</summary>
    public ArchitectureDecision? Decision { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>As a form or a file has them, in place of what was there: the decision stays, and an answer of the architecture
    /// review that differs is theirs who gave it.</summary>
    public IntegrationFacts InPlaceOf(IntegrationFacts before, AnswerStamp stamp) =>
        this with { Decision = before.Decision, Answered = before == before.WithAnswersOf(this) ? before.Answered : stamp };

    /// <summary>As stored: JSON, what is not recorded is absent.</summary>
    public string Write() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads them back.</summary>
    /// <exception cref="JsonException">The text was stored by nobody we know.</exception>
    public static IntegrationFacts Read(string text) => JsonSerializer.Deserialize<IntegrationFacts>(text, Options)!;

    /// <summary>The answers of another, all else as it is here.</summary>
    public IntegrationFacts WithAnswersOf(IntegrationFacts other) => this with
    {
        Direction = other.Direction,
        DataClass = other.DataClass,
        Regime = other.Regime,
        Controls = other.Controls,
        HasFixedAddresses = other.HasFixedAddresses,
        HasGateway = other.HasGateway,
        ExternalSystems = other.ExternalSystems,
        NoPrivatePathReason = Given(other.NoPrivatePathReason),
        TlsCertificate = Given(other.TlsCertificate),
        SigningCertificate = Given(other.SigningCertificate),
        GatewayRunBy = Given(other.GatewayRunBy),
        Contract = Given(other.Contract),
        SlotsFreedBy = Given(other.SlotsFreedBy),
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
