namespace Governance.Domain.Inventory;

/// <summary>An External Service registration. Item key: its API name; item name: its label. Its spec is kept beside it, by
/// version.</summary>
/// <remarks>Source: Tooling and Metadata API, ExternalServiceRegistration.</remarks>
public sealed record RegistrationFacts : ItemFacts
{
    /// <summary>API name.</summary>
    public required string ApiName { get; init; }

    /// <summary>Its id on 15 characters; null in a snapshot.</summary>
    public string? SalesforceKey { get; init; }

    /// <summary>Complete or Incomplete.</summary>
    public string? Status { get; init; }

    /// <summary>As in Heroku, MuleSoft or Custom.</summary>
    public string? ProviderType { get; init; }

    /// <summary>Of a Heroku one: the id of the Heroku AppLink record.</summary>
    public string? Provider { get; init; }

    /// <summary>OpenApi3, JsonSchema and so on.</summary>
    public string? SchemaType { get; init; }

    /// <summary>Named credential it calls through: API name, or id where the org gives only that.</summary>
    public string? NamedCredential { get; init; }

    /// <summary>Grows when the schema changes.</summary>
    public int? SystemVersion { get; init; }

    /// <summary>SHA-256 of the spec's text, hex; null when none was read.</summary>
    public string? SpecHash { get; init; }

    /// <summary>Names of operations switched on, ordered, unescaped; null when not said.</summary>
    public IReadOnlyList<string>? ActiveOperations { get; init; }

    /// <summary>Namespace of the package it came in.</summary>
    public string? Namespace { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Name of the user who changed it last.</summary>
    public string? ModifiedBy { get; init; }
}
