using Governance.Domain.Authorizations;

namespace Governance.Domain.Inventory;

/// <summary>A client app as its row in the org says. Item key: the application id on 15 characters; item name: its label.</summary>
/// <remarks>Source: Object Reference, ConnectedApplication, ExternalClientApplication, ExtlClntAppPlcyCnfg.</remarks>
public sealed record ClientAppFacts : ItemFacts
{
    /// <summary>Connected app or external client app.</summary>
    public required ClientAppKind Kind { get; init; }

    /// <summary>Developer name; null when the org does not give it.</summary>
    public string? ApiName { get; init; }

    /// <summary>Namespace of the package it came in.</summary>
    public string? Namespace { get; init; }

    /// <summary>As the developer wrote it; org text.</summary>
    public string? Description { get; init; }

    /// <summary>Of the developer; org text.</summary>
    public string? ContactEmail { get; init; }

    /// <summary>True when only admin-approved users may use it.</summary>
    public bool? IsAdminApproved { get; init; }

    /// <summary>False when switched off (external client apps only).</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>True when the app's idle time counts from its last use (connected apps only).</summary>
    public bool? CountsFromLastUse { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Name of the user who changed it last.</summary>
    public string? ModifiedBy { get; init; }
}
