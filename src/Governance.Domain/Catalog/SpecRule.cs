namespace Governance.Domain.Catalog;

/// <summary>What a change means to whoever reviews it, gravest last.</summary>
public enum SpecChangeKind
{
    /// <summary>Nothing for callers and nothing for what they may do or see.</summary>
    None,

    /// <summary>Callers may do or see less, and none of them stops working.</summary>
    Narrowing,

    /// <summary>Callers may do or see more, others may, or nobody can tell.</summary>
    Widening,

    /// <summary>Callers that worked stop working.</summary>
    Breaking,
}

/// <summary>One row of the classification: a sort of change and what it means.</summary>
/// <remarks>The table with the reasons is Governance.Application/Catalog/SpecDiff.md; a test compares it with this list.</remarks>
/// <param name="Code">Stable, dotted.</param>
/// <param name="Kind">What it means.</param>
public sealed record SpecRule(string Code, SpecChangeKind Kind)
{
    /// <summary>Every row, by code.</summary>
    public static IReadOnlyDictionary<string, SpecRule> All { get; } = new[]
    {
        Of(SpecChangeKind.Breaking, "operation.removed", "operation.renamed", "sign-in.tightened", "parameter.added-required",
            "parameter.now-required", "body.added-required", "body.now-required", "request.media-removed", "response.media-removed",
            "response.removed", "request.field-added-required", "request.field-now-required", "request.field-refused", "response.field-removed",
            "response.field-now-optional", "request.type-narrowed", "response.type-widened", "request.type-changed", "response.type-changed",
            "request.limit-tightened", "request.limit-changed", "response.limit-changed", "request.values-removed", "request.closed",
            "request.variant-removed", "callback.removed"),
        Of(SpecChangeKind.Widening, "operation.added", "mode.raised", "mode.lost", "permission-set.changed", "client-app.added",
            "agent.exposed", "agent.topic-changed", "agent.hint-added", "privacy.flag-removed", "extension.changed", "sign-in.loosened",
            "parameter.added-optional", "parameter.now-optional", "body.added-optional", "body.now-optional", "request.media-added",
            "response.media-added", "response.added", "request.field-added", "request.field-now-optional", "response.field-added",
            "request.type-widened", "request.limit-loosened", "response.limit-loosened", "request.values-added", "response.values-added",
            "request.opened", "response.opened", "request.variant-added", "response.variant-added", "server.added", "callback.added",
            "schema.not-compared"),
        Of(SpecChangeKind.Narrowing, "mode.lowered", "client-app.removed", "agent.withdrawn", "agent.topic-removed", "agent.hint-removed",
            "privacy.flag-added", "parameter.removed", "body.removed", "response.error-removed", "request.field-removed",
            "response.field-now-required", "response.type-narrowed", "response.limit-tightened", "response.values-removed",
            "response.closed", "response.variant-removed", "server.removed"),
        Of(SpecChangeKind.None, "document.changed", "operation.described", "mode.stated", "parameter.renamed", "response.added-empty"),
    }.SelectMany(rules => rules).ToDictionary(r => r.Code, StringComparer.Ordinal);

    private static IEnumerable<SpecRule> Of(SpecChangeKind kind, params string[] codes) => codes.Select(code => new SpecRule(code, kind));
}
