using System.Globalization;
using Governance.Application.Incidents;
using Governance.Domain.Incidents;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>Evidence in words.</summary>
internal static class EvidenceWords
{
    // More kinds with one gap are counted, not named.
    private const int MostNamed = 3;

    public static string Of(EvidenceKind kind) => kind switch
    {
        EvidenceKind.TokenRows => "token rows",
        EvidenceKind.ExternalClientAppOauthPolicies => "OAuth policies of external client apps",
        EvidenceKind.ExternalClientAppPolicies => "policies of external client apps",
        EvidenceKind.PreAuthorizations => "pre-authorizations",
        EvidenceKind.SetupAuditTrail => "Setup Audit Trail",
        EvidenceKind.BulkQueryJobs => "bulk query jobs",
        EvidenceKind.BulkIngestJobs => "bulk ingest jobs",
        EvidenceKind.ApiLimits => "API limits",
        EvidenceKind.EventLogFiles => "index of event log files",
        EvidenceKind.AppLinkObjects => "AppLink objects",
        _ => Words.Sentence(kind.ToString()).ToLowerInvariant(),
    };

    /// <summary>What is kept, in a line.</summary>
    public static string List(IEnumerable<GetEvidence.File> files) => string.Join(" · ", files.Select(f => $"{Of(f.Kind)} {Size(f.Bytes)}"));

    /// <summary>One line per gap; what is missing for one cause stands together.</summary>
    public static IEnumerable<string> Gaps(GetEvidence.Part part) => part.Files.Where(f => f.Gap is not null).GroupBy(f => f.Gap!)
        .Select(g => $"{(g.Count() > MostNamed ? $"{g.Count()} kinds" : string.Join(", ", g.Select(f => Of(f.Kind))))}: {g.Key}")
        .Select(line => char.ToUpperInvariant(line[0]) + line[1..]);

    /// <summary>The commands of the check, as they are run.</summary>
    public static string Recipe(string? keyId) => string.Join("\n", BundleRecipe.Steps(keyId ?? "").Select(s => s.Command));

    public static string Size(long bytes) => bytes < 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
        : bytes < 1024 * 1024 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N1} KB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):N1} MB");
}
