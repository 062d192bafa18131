namespace Governance.Domain.Inventory;

/// <summary>A user of an org, as far as an integration needs it. Item key: the id on 15 characters; item name: the user name.</summary>
/// <remarks>Source: Object Reference, User, UserLogin, Profile.</remarks>
public sealed record UserFacts : ItemFacts
{
    /// <summary>The user licence that only integrations have.</summary>
    public const string IntegrationLicense = "Salesforce Integration";

    /// <summary>Display name; org text.</summary>
    public string? DisplayName { get; init; }

    /// <summary>False when deactivated.</summary>
    public bool? IsActive { get; init; }

    /// <summary>True when frozen.</summary>
    public bool? IsFrozen { get; init; }

    /// <summary>As in Standard, PowerPartner, CsnOnly.</summary>
    public string? UserType { get; init; }

    /// <summary>Profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>User licence, as in Salesforce Integration.</summary>
    public string? LicenseName { get; init; }

    /// <summary>UTC.</summary>
    [Volatile]
    public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
