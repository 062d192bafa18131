using System.Globalization;
using Governance.Domain.Orgs;

namespace Governance.Domain.Integrations;

/// <summary>An input of the decision table.</summary>
public enum ArchitectureInput
{
    /// <summary>Which way data flows.</summary>
    Direction,

    /// <summary>The most sensitive data.</summary>
    DataClass,

    /// <summary>Law or contract.</summary>
    Regime,

    /// <summary>Hyperforce or Classic.</summary>
    Deployment,

    /// <summary>Whether a gateway stands between.</summary>
    Gateway,

    /// <summary>Whether the other end has fixed addresses.</summary>
    FixedAddresses,

    /// <summary>External systems that call in directly: few or many.</summary>
    ExternalSystems,

    /// <summary>Certificate slots left: enough or few.</summary>
    CertificateSlots,
}

/// <summary>What the decision table needs to know of an integration.</summary>
/// <param name="Direction">Which way data flows.</param>
/// <param name="DataClass">The most sensitive data.</param>
/// <param name="Regime">Law or contract.</param>
/// <param name="Deployment">Hyperforce when one of its orgs runs there.</param>
/// <param name="HasGateway">A gateway stands between.</param>
/// <param name="HasFixedAddresses">The other end has few fixed addresses.</param>
/// <param name="ExternalSystems">External systems that call in directly.</param>
/// <param name="SlotsUsed">Certificate slots in use in the fullest of its orgs.</param>
public sealed record ArchitectureInputs(
    DataDirection Direction, DataClass DataClass, Regime Regime, OrgInfrastructure Deployment, bool HasGateway, bool HasFixedAddresses,
    int ExternalSystems, int SlotsUsed)
{
    /// <summary>Beyond so many, systems that call in directly are many.</summary>
    public const int FewSystems = 3;

    /// <summary>Beyond so many of an org's 50 certificate slots in use, few are left.</summary>
    public const int EnoughSlots = 40;

    /// <summary>Systems that call in directly are many.</summary>
    public bool HasManySystems => ExternalSystems > FewSystems;

    /// <summary>Few certificate slots are left.</summary>
    public bool HasFewSlots => SlotsUsed > EnoughSlots;

    /// <summary>Data class or regime demand a private path.</summary>
    public bool DemandsPrivatePath => Demands(DataClass, Regime);

    /// <summary>The other end calls the org.</summary>
    public bool IsInbound => Direction != DataDirection.Outbound;

    /// <summary>The org calls the other end.</summary>
    public bool IsOutbound => Direction != DataDirection.Inbound;

    /// <summary>True where a data class or regime demands a private path.</summary>
    public static bool Demands(DataClass data, Regime regime) =>
        data == DataClass.Restricted || regime is Regime.Payment or Regime.Health or Regime.PublicSector;

    /// <summary>One input in words, as the table sees it: two numbers with the same words make no difference.</summary>
    public string Words(ArchitectureInput input) => input switch
    {
        ArchitectureInput.Direction => Direction switch
        {
            DataDirection.Inbound => "the other end calls the org",
            DataDirection.Outbound => "the org calls the other end",
            _ => "both ends call each other",
        },
        ArchitectureInput.DataClass => $"its data is {DataClass.ToString().ToLowerInvariant()}",
        ArchitectureInput.Regime => Regime switch
        {
            Regime.None => "no special regime applies",
            Regime.Personal => "personal data is involved",
            Regime.Payment => "payment card rules apply",
            Regime.Health => "health data rules apply",
            _ => "public sector rules apply",
        },
        ArchitectureInput.Deployment => Deployment == OrgInfrastructure.Unknown ? "where the org runs is not known" : $"the org runs on {Deployment}",
        ArchitectureInput.Gateway => HasGateway ? "a gateway stands between" : "there is no gateway",
        ArchitectureInput.FixedAddresses => HasFixedAddresses ? "the other end has fixed addresses" : "the other end has no fixed addresses",
        ArchitectureInput.ExternalSystems => string.Create(CultureInfo.InvariantCulture, $"{(HasManySystems ? "more than" : "at most")} {FewSystems} systems call in directly"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(HasFewSlots ? "more than" : "at most")} {EnoughSlots} certificate slots are in use"),
    };
}
