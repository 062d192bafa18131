using Governance.Domain.Audit;

namespace Governance.Domain.Policies;

/// <summary>A stored policy: what its file says, where it holds, and how often it was changed. Changed by a decided
/// <see cref="PolicyChange"/> only.</summary>
public sealed class Policy
{
    private Policy() { }

    /// <summary>Makes it: shipped with the portal, or by its first decided change.</summary>
    /// <param name="id">Ours.</param>
    /// <param name="document">Its bindings are kept as <see cref="PolicyBinding"/>.</param>
    /// <param name="isBaseline">Shipped: what it says never changes, only where it holds.</param>
    /// <param name="by">Name of whoever decided it; null when shipped.</param>
    /// <param name="now">UTC.</param>
    public Policy(PolicyId id, PolicyDocument document, bool isBaseline, string? by, DateTimeOffset now)
    {
        (Id, IsBaseline) = (id, isBaseline);
        Take(document, by, now);
    }

    /// <summary>Ours.</summary>
    public PolicyId Id { get; private set; }

    /// <summary>As people write it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in comparable form; unique.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>Shipped with the portal: what it says never changes, only where it holds.</summary>
    public bool IsBaseline { get; private set; }

    /// <summary>From 1; one more with each decided change.</summary>
    public int Number { get; private set; }

    /// <summary>The file without its bindings.</summary>
    public string Text { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Name of whoever decided the last change; null when shipped.</summary>
    public string? ChangedBy { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>What it says, without bindings.</summary>
    public PolicyDocument Document() => PolicyReader.Stored(Text);

    /// <summary>A decided change: this holds from now on.</summary>
    public void Take(PolicyDocument document, string? by, DateTimeOffset now)
    {
        (Name, NameKey, Text) = (document.Name, KeyOf(document.Name), (document with { Bindings = [] }).Write());
        (Number, ChangedBy, ChangedAt, Version) = (Number + 1, by, now, Guid.CreateVersion7());
    }

    /// <summary>Form in which names are compared.</summary>
    public static string KeyOf(string name) => Domain.Text.Comparable(name, PolicyDocument.NameMaxLength);

    /// <summary>What an audit entry may show of a policy.</summary>
    public static AuditFields ToAudit(PolicyDocument document, int number) => new AuditFields()
        .Add("name", document.Name).Add("number", number).Add("bindings", string.Join(", ", document.Bindings))
        .Add("rules", document.Rules.Count).Add("off", document.Rules.Values.Count(r => !r.IsOn));
}

/// <summary>Where a policy holds.</summary>
public sealed class PolicyBinding
{
    private PolicyBinding() { }

    /// <summary>Binds.</summary>
    /// <param name="policy">Which.</param>
    /// <param name="group">Null for every org group, those to come among them.</param>
    public PolicyBinding(PolicyId policy, OrgGroupId? group) => (Id, PolicyId, OrgGroupId) = (Guid.CreateVersion7(), policy, group);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Which policy.</summary>
    public PolicyId PolicyId { get; private set; }

    /// <summary>Null for every org group.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }
}
