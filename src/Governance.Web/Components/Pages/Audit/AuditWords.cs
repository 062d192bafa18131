using System.Globalization;
using Governance.Application.Audit;

namespace Governance.Web.Components.Pages.Audit;

/// <summary>Codes and verdicts of the audit in words.</summary>
internal static class AuditWords
{
    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["access.emergency-codes-made"] = "Made emergency codes",
        ["access.emergency-reviewed"] = "Reviewed an emergency sign-in",
        ["access.emergency-signed-in"] = "Emergency sign-in",
        ["access.role-map-filled"] = "Filled the role map",
        ["access.sign-in-refused"] = "Sign-in refused",
        ["access.signed-in"] = "Signed in",
        ["access.signed-out"] = "Signed out",
        ["audit.exported"] = "Exported the audit chain",
        ["audit.key-exported"] = "Exported the audit’s public key",
        ["audit.large-export"] = "Announced a large export",
        ["audit.list-exported"] = "Exported an audit list",
        ["connection.code-received"] = "Received a sign-in code",
        ["connection.completed"] = "Connected an org",
        ["connection.disconnected"] = "Disconnected an org",
        ["connection.failed"] = "Could not connect an org",
        ["connection.reconnect-started"] = "Began to reconnect an org",
        ["connection.started"] = "Began to connect an org",
        ["incident.batch-answered"] = "Recorded answers of an org",
        ["incident.batch-started"] = "Began a batch of revocations",
        ["incident.proof-read"] = "Read proof from an org",
        ["incident.retry-requested"] = "Asked to retry revocations",
        ["incident.revocation-requested"] = "Asked to revoke authorizations",
        ["org.sync-failed"] = "Could not read an org",
        ["org.sync-requested"] = "Asked to read an org",
        ["org.synced"] = "Read an org",
        ["org.syncs-scheduled"] = "Scheduled reads of orgs",
        ["register.imported"] = "Imported a register",
    };

    /// <summary>"Signed in"; a code without words of its own is spelled out: "Incident: batch started".</summary>
    public static string Of(string action)
    {
        if (Actions.TryGetValue(action, out var words)) return words;
        var (area, act) = action.Split('.', 2) is [var first, var rest] ? (first, rest) : (action, "");
        if (area == "query") return $"Asked for: {Shared.Words.Sentence(act)}";
        area = area.Length == 0 ? area : char.ToUpperInvariant(area[0]) + area[1..];
        return act.Length == 0 ? area : $"{area}: {act.Replace('-', ' ').Replace('.', ' ')}";
    }

    /// <summary>The verdict with its numbers, in whole sentences.</summary>
    public static string Of(VerifyAudit.Report report) => report.Verdict switch
    {
        AuditVerdict.Sound when report.Entries is null => "Sound: every entry and every signed head agree.",
        AuditVerdict.Sound => $"Sound: {Counted(report)} agree. {Tail(report)}",
        AuditVerdict.Broken when report.Reason is null =>
            "Broken: the chain does not fit together. Tell somebody who sees every org group; they see where.",
        AuditVerdict.Broken => $"Broken: {report.Reason} {Number(report.Entries)} entries before it are sound.",
        _ when report.Reason is null => "Tail not proven: what there is agrees, but too much of its end has no signed head yet.",
        _ => $"Tail not proven: {Counted(report)} agree. {report.Reason} {Tail(report)}",
    };

    private static string Counted(VerifyAudit.Report report) =>
        $"{Counted(report.Entries, "entry", "entries")} and {Counted(report.Heads, "signed head", "signed heads")}";

    private static string Tail(VerifyAudit.Report report) => report.LastHeadAt is { } at
        ? $"{Counted(report.AfterLastHead, "entry", "entries")} since the last head at {Shared.Moments.Exact(at.ToUniversalTime())} UTC."
        : "";

    private static string Counted(long? count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    private static string Number(long? count) => (count ?? 0).ToString("N0", CultureInfo.InvariantCulture);
}
