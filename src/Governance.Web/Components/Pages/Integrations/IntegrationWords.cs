using System.Globalization;
using Governance.Application.Integrations;
using Governance.Domain.Integrations;
using Governance.Web.Components.Pages.Orgs;
using NodeKind = Governance.Application.Integrations.GetIntegrationRelations.NodeKind;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>What the pages say about integrations.</summary>
internal static class IntegrationWords
{
    /// <summary>"31 Dec 2026".</summary>
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The day as a form has it, UTC.</summary>
    public static DateOnly? DayOf(DateTimeOffset? at) => at is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null;

    /// <summary>Midnight UTC at which a day begins; a day that was not changed keeps its hour.</summary>
    public static DateTimeOffset? At(DateOnly? day, DateTimeOffset? before) =>
        day == DayOf(before) ? before : day is { } chosen ? new DateTimeOffset(chosen, TimeOnly.MinValue, TimeSpan.Zero) : null;

    /// <summary>As a choice of a form has it: a switch bound to a truth value shows none.</summary>
    public static string YesOrNo(bool? value) => value switch { true => "yes", false => "no", null => "" };

    /// <summary>Reads it back.</summary>
    public static bool? YesOrNo(string choice) => choice switch { "yes" => true, "no" => false, _ => null };

    /// <summary>"3 production of 5".</summary>
    public static string Orgs(int production, int all) => $"{OrgWords.Number(production)} production of {OrgWords.Number(all)}";

    public static string Of(IntegrationPartKind kind) => kind switch
    {
        IntegrationPartKind.App => "Client app",
        IntegrationPartKind.User => "Integration user",
        IntegrationPartKind.NamedCredential => "Named credential",
        IntegrationPartKind.CatalogEntry => "Catalog entry",
        IntegrationPartKind.Addon => "AppLink add-on",
        _ => kind.ToString(),
    };

    public static string Of(DataDirection? direction) => direction switch
    {
        DataDirection.Inbound => "Inbound: the other end calls the org",
        DataDirection.Outbound => "Outbound: the org calls the other end",
        DataDirection.Both => "Both call",
        _ => "",
    };

    public static string Of(Regime? regime) => regime switch
    {
        Regime.None => "none beyond the company’s own",
        Regime.Personal => "personal data",
        Regime.Payment => "payment cards",
        Regime.Health => "health",
        Regime.PublicSector => "public sector",
        _ => "",
    };

    public static string Of(SecretPlace place) => place switch
    {
        SecretPlace.Manager => "in a secret manager",
        SecretPlace.Code => "in code, or a file beside it",
        _ => "",
    };

    public static string Of(AccessControls control) => control switch
    {
        AccessControls.AddressList => "address list",
        AccessControls.MutualTls => "mutual TLS",
        AccessControls.PrivatePath => "private path",
        AccessControls.OAuth => "OAuth",
        _ => "none",
    };

    /// <summary>Each control on its own, in the order of the form.</summary>
    public static IReadOnlyList<AccessControls> Controls { get; } =
        [AccessControls.OAuth, AccessControls.AddressList, AccessControls.MutualTls, AccessControls.PrivatePath];

    /// <summary>"" when not recorded.</summary>
    public static string Of(AccessControls? controls) => controls is not { } some ? ""
        : some == AccessControls.None ? "none" : string.Join(", ", Controls.Where(c => some.HasFlag(c)).Select(Of));

    /// <summary>Head of a column of the relation picture.</summary>
    public static string Of(NodeKind kind) => kind switch
    {
        NodeKind.Org => "Org",
        NodeKind.App => "Client app",
        NodeKind.User => "User",
        NodeKind.PermissionSet => "Permission set",
        NodeKind.Certificate => "Certificate",
        NodeKind.Credential => "Named credential",
        NodeKind.Addon => "AppLink add-on",
        _ => "Catalog entry",
    };

    /// <summary>"and 40 more users".</summary>
    public static string Of(GetIntegrationRelations.Rest rest) => $"and {OrgWords.Count(rest.Count, "more " + Plain(rest.Kind))}";

    /// <summary>Where a node leads; null when it has no page.</summary>
    public static string? Href(GetIntegrationRelations.Node node) => node.Id is not { } id ? null : node.Kind switch
    {
        NodeKind.Org => $"/orgs/{id:D}",
        NodeKind.App => $"/policies?open={id:D}",
        NodeKind.PermissionSet => $"/permission-sets/{id:D}",
        NodeKind.Certificate => $"/certificates/{id:D}",
        NodeKind.CatalogEntry => $"/catalog/{id:D}",
        _ => $"/policies/findings?state=all&id={id:D}",
    };

    private static string Plain(NodeKind kind) => kind is NodeKind.Addon ? "AppLink add-on" : Of(kind).ToLowerInvariant();
}
