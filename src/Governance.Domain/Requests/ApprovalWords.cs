using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>Approval rules in plain language.</summary>
public static class ApprovalWords
{
    private static readonly string[] Numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>"Critical requests: first one of the reviewers of the org group, then two of the reviewers of all org groups."</summary>
    public static string Of(ApprovalRule rule)
    {
        var stages = rule.Stages.Select((s, i) => $"{(rule.Stages.Count == 1 ? "" : i == 0 ? "first " : "then ")}{Of(s)}");
        return $"{Capital(About(rule))}: {string.Join(", ", stages)}.";
    }

    /// <summary>"two of the reviewers of all org groups, within 24 hours".</summary>
    public static string Of(ApprovalStage stage) =>
        $"{(stage.IsAll ? $"all{(stage.Count > 1 ? $", at least {Number(stage.Count)}," : "")}" : Number(stage.Count))} of {Approvers(stage)}{(stage.Hours is { } hours ? $", escalated after {hours} {(hours == 1 ? "hour" : "hours")}" : "")}";

    /// <summary>Who decides in a stage.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="group">Name of the request's org group; null where none is said.</param>
    /// <param name="isNamed">A group of the identity provider is named; else it is only said that it is one.</param>
    public static string Approvers(ApprovalStage stage, string? group = null, bool isNamed = true) => stage.Approvers switch
    {
        ApproverKind.OrgGroup => group is null ? "the reviewers of the org group" : $"the reviewers of {group}",
        ApproverKind.Unscoped => "the reviewers of all org groups",
        ApproverKind.Claim => isNamed ? $"the reviewers in {stage.Claim}" : "the reviewers whom an approval rule names",
        _ => "all who may decide",
    };

    private static string About(ApprovalRule rule)
    {
        var kinds = rule.Kinds.Count == 0 ? "requests" : $"requests for {string.Join(" or ", rule.Kinds.Select(Kind))}";
        var risk = rule.RiskFrom switch
        {
            null or Severity.Low => "",
            Severity.Critical => "critical ",
            { } from => $"{Lower(from)}-risk or graver ",
        };
        return $"{(risk.Length == 0 && rule.DataFrom is null && rule.Kinds.Count == 0 ? "all " : risk)}{kinds}{(rule.DataFrom is { } data ? $" about data that is {Lower(data)}{(data == Integrations.DataClass.Restricted ? "" : " or more sensitive")}" : "")}";
    }

    /// <summary>A kind with its article left out.</summary>
    public static string Kind(RequestKind kind) => kind switch
    {
        RequestKind.PlannedRevocation => "planned revocations",
        RequestKind.Waiver => "waivers",
        RequestKind.PolicyChange => "policy changes",
        RequestKind.ConnectOrg => "org connections",
        RequestKind.ConnectHeroku => "Heroku account connections",
        RequestKind.AppLinkConnection => "AppLink connections",
        RequestKind.AppLinkAuthorization => "AppLink authorizations",
        RequestKind.AppLinkPublication => "AppLink publications",
        RequestKind.ClientApp => "client apps",
        RequestKind.PermissionSetGrant => "permission-set grants",
        RequestKind.Renewal => "renewals",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Number(int count) => count < Numbers.Length ? Numbers[count] : $"{count}";

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
