using System.Globalization;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>Who decides in a stage. All of them hold what deciding takes; this says which of them.</summary>
public enum ApproverKind
{
    /// <summary>Whoever may decide where the request lies.</summary>
    Reviewers,

    /// <summary>Reviewers of the request's own org group; of what lies in several, or in none, those of all org groups.</summary>
    OrgGroup,

    /// <summary>Reviewers of all org groups.</summary>
    Unscoped,

    /// <summary>Those whose role comes from one group of the identity provider.</summary>
    Claim,
}

/// <summary>One stage of a review: who decides, how many of them, and how long it may wait.</summary>
/// <param name="Approvers">Who decides.</param>
/// <param name="Claim">Of <see cref="ApproverKind.Claim"/>: the provider's group, letter for letter; else null.</param>
/// <param name="Count">How many must agree at least.</param>
/// <param name="IsAll">All whom the portal knows must agree.</param>
/// <param name="Hours">It escalates after so many; null: when three quarters of its time have passed.</param>
public sealed record ApprovalStage(ApproverKind Approvers, string? Claim, int Count, bool IsAll = false, int? Hours = null)
{
    /// <summary>Most people that a stage can ask for by number.</summary>
    public const int MaxCount = 20;

    /// <summary>Longest time to escalation, hours: as long as a request lives.</summary>
    public const int MaxHours = 168;

    /// <summary>What a claim's key begins with.</summary>
    public const string ClaimPrefix = "claim:";

    /// <summary>Key of <see cref="ApproverKind.OrgGroup"/>.</summary>
    public const string OrgGroupKey = "orgGroup";

    /// <summary>Key of <see cref="ApproverKind.Unscoped"/>.</summary>
    public const string UnscopedKey = "unscoped";

    /// <summary>Longest <see cref="Key"/>.</summary>
    public const int KeyMaxLength = 250;

    /// <summary>Names who decides; empty for all who may. Verdicts and notices carry it.</summary>
    public string Key => Approvers switch
    {
        ApproverKind.OrgGroup => OrgGroupKey,
        ApproverKind.Unscoped => UnscopedKey,
        ApproverKind.Claim => ClaimPrefix + Claim,
        _ => "",
    };

    /// <summary>Who is meant by a key; null for one that is none.</summary>
    public static (ApproverKind Approvers, string? Claim)? Read(string key) => key switch
    {
        "" => (ApproverKind.Reviewers, null),
        OrgGroupKey => (ApproverKind.OrgGroup, null),
        UnscopedKey => (ApproverKind.Unscoped, null),
        _ when key.StartsWith(ClaimPrefix, StringComparison.Ordinal) && ProviderGroup.IsWellFormed(key[ClaimPrefix.Length..]) => (ApproverKind.Claim, key[ClaimPrefix.Length..]),
        _ => null,
    };

    /// <summary>A line of the role map that gives the right to decide makes its people members of this stage.</summary>
    /// <param name="line">Of the role map.</param>
    /// <param name="group">The org group that the request lies in; null for several, or none.</param>
    public bool Takes(RoleAssignment line, OrgGroupId? group) => (line.OrgGroupId is null || line.OrgGroupId == group) && Approvers switch
    {
        ApproverKind.Unscoped => line.OrgGroupId is null,
        ApproverKind.OrgGroup => line.OrgGroupId == group,
        ApproverKind.Claim => string.Equals(line.Group, Claim, StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>What asks for both: the greater number, the shorter time.</summary>
    public ApprovalStage And(ApprovalStage other) =>
        this with { Count = Math.Max(Count, other.Count), IsAll = IsAll || other.IsAll, Hours = Hours is { } mine ? Math.Min(mine, other.Hours ?? mine) : other.Hours };
}

/// <summary>One approval rule: which requests it is about, and the stages that they go through. Where several are about one request, it goes
/// through all of their stages; a rule never asks for fewer people than the risk does.</summary>
/// <param name="Kinds">Empty: all kinds.</param>
/// <param name="RiskFrom">At least so risky; null for any.</param>
/// <param name="DataFrom">With data at least so sensitive, where that is known; null for any.</param>
/// <param name="Stages">In order; of each approvers one.</param>
public sealed record ApprovalRule(IReadOnlyList<RequestKind> Kinds, Severity? RiskFrom, DataClass? DataFrom, IReadOnlyList<ApprovalStage> Stages)
{
    /// <summary>Most rules of a policy.</summary>
    public const int Most = 20;

    /// <summary>Most stages of a rule.</summary>
    public const int MostStages = 5;

    /// <summary>It is about such a request.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="risk">The greatest seen of it.</param>
    /// <param name="data">The most sensitive data it is about; null when nothing tells.</param>
    public bool IsFor(RequestKind kind, Severity risk, DataClass? data) =>
        (Kinds.Count == 0 || Kinds.Contains(kind)) && risk >= (RiskFrom ?? risk) && (DataFrom is not { } least || data >= least);
}

/// <summary>The stages of one request, put together from rules. They only grow.</summary>
public static class ApprovalStages
{
    /// <summary>What asks for both: stages of the first in their order, then those that only the second has; of each approvers the greater.</summary>
    public static IReadOnlyList<ApprovalStage> Merge(IReadOnlyList<ApprovalStage> first, IReadOnlyList<ApprovalStage> second) =>
    [
        .. first.Select(s => second.FirstOrDefault(o => o.Key == s.Key) is { } same ? s.And(same) : s),
        .. second.Where(s => first.All(o => o.Key != s.Key)),
    ];

    /// <summary>One line for each.</summary>
    public static string Write(IReadOnlyList<ApprovalStage> stages) =>
        string.Join('\n', stages.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Count} {(s.IsAll ? "all" : "-")} {s.Hours ?? 0} {s.Key}")));

    /// <summary>Reads it back.</summary>
    /// <exception cref="FormatException">Nobody of ours wrote it.</exception>
    public static IReadOnlyList<ApprovalStage> Read(string text) => text.Length == 0 ? [] : [.. text.Split('\n').Select(Line)];

    private static ApprovalStage Line(string line)
    {
        var parts = line.Split(' ', 4);
        if (parts.Length != 4 || ApprovalStage.Read(parts[3]) is not var (approvers, claim)) throw new FormatException("These stages of a request were stored by nobody we know.");
        var hours = int.Parse(parts[2], CultureInfo.InvariantCulture);
        return new ApprovalStage(approvers, claim, int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1] == "all", hours == 0 ? null : hours);
    }
}
