using Governance.Application.Policies;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>Rules, verdicts and findings in words and tones.</summary>
internal static class PolicyWords
{
    /// <summary>Gravest first.</summary>
    public static readonly IReadOnlyList<Severity> Severities = [Severity.Critical, Severity.High, Severity.Medium, Severity.Low];

    public static Tone ToneOf(Severity severity) => Tones.Of(severity);

    public static Tone ToneOf(ControlCell cell, bool isWaived) => isWaived ? Tone.Waived : cell.Outcome switch
    {
        Outcome.Pass => Tone.Pass,
        Outcome.Fail => ToneOf(cell.Severity ?? Severity.High),
        Outcome.NotApplicable => Tone.NotApplicable,
        _ => Tone.Unknown,
    };

    public static Tone ToneOf(FindingState state) => state switch
    {
        FindingState.Closed => Tone.Pass,
        FindingState.Waived => Tone.Waived,
        FindingState.Reopened => Tone.High,
        _ => Tone.Neutral,
    };

    public static Tone ToneOf(WaiverState state) => state switch
    {
        WaiverState.Asked => Tone.Person,
        WaiverState.Approved => Tone.Waived,
        _ => Tone.Neutral,
    };

    /// <summary>"In force".</summary>
    public static string Of(WaiverState state) => state switch
    {
        WaiverState.Asked => "Waiting",
        WaiverState.Approved => "In force",
        _ => state.ToString(),
    };

    /// <summary>Where a policy holds, in words.</summary>
    public static string Bindings(IReadOnlyList<string> bindings) => bindings.Count == 0 ? "no org group"
        : bindings.Contains(PolicyDocument.Everywhere) ? "every org group" : string.Join(", ", bindings.Select(b => Foreign.Visible(b)));

    /// <summary>"Client app".</summary>
    public static string Of(ThingKind thing) => thing switch
    {
        ThingKind.AppLinkConnection => "AppLink connection",
        ThingKind.AppLinkAddon => "AppLink add-on",
        _ => Words.Sentence(thing.ToString()),
    };

    public static string Of(ClientAppKind kind, bool isInstalled) => !isInstalled ? "not installed" : kind switch
    {
        ClientAppKind.ConnectedApp => "connected app",
        ClientAppKind.ExternalClientApp => "external client app",
        _ => "kind unknown",
    };

    /// <summary>The heading of rules whose ids begin alike.</summary>
    public static string Family(string prefix) => prefix switch
    {
        "app" => "Client apps",
        "auth" => "Authorizations",
        "applink" => "AppLink",
        "perm" => "Permission sets and users",
        "cert" => "Certificates",
        "out" => "Outbound: named credentials, remote sites",
        "arch" => "Architecture",
        "life" => "Ownership and lifecycle",
        "org" => "Orgs",
        _ => "Events",
    };

    /// <summary>As it stands in an address: client-app.</summary>
    public static string Slug(Enum value) => OrgWords.Slug(value);

    /// <summary>Where values come from: "metadata of the org".</summary>
    public static string Of(Capability? source) => source switch
    {
        null => "the portal’s own records",
        Capability.Metadata => "metadata of the org",
        Capability.Authorizations => "OAuth token rows of the org",
        { } other => $"{Words.Sentence(other.ToString()).ToLowerInvariant()} of the org",
    };

    /// <summary>Where a thing is looked at more closely; null where it has no screen.</summary>
    public static string? Href(ListFindings.Row row) => row.Thing switch
    {
        ThingKind.ClientApp => $"/policies?open={row.ThingId:D}",
        ThingKind.Authorization => $"/authorizations/{row.ThingId:D}",
        ThingKind.Org => $"/orgs/{row.ThingId:D}",
        ThingKind.Certificate => $"/certificates/{row.ThingId:D}",
        ThingKind.PermissionSet => $"/permission-sets/{row.ThingId:D}",
        ThingKind.CatalogEntry => $"/catalog/{row.ThingId:D}",
        ThingKind.Integration when row.RuleId.StartsWith("arch.", StringComparison.Ordinal) => $"/integrations/{row.ThingId:D}/architecture",
        ThingKind.Integration => $"/integrations/{row.ThingId:D}",
        ThingKind.Vendor => $"/integrations?tab=vendors&vendor={row.ThingId:D}",
        _ => null,
    };
}
