using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>Refusals around catalog entries.</summary>
public static class CatalogProblems
{
    /// <summary>No such entry in scope.</summary>
    public static Problem EntryNotFound { get; } = Problem.NotFound("catalog.entry-not-found", "There is no such catalog entry here.");

    /// <summary>No such version in scope.</summary>
    public static Problem VersionNotFound { get; } = Problem.NotFound("catalog.version-not-found", "There is no such version of a spec here.");

    /// <summary>Two versions of different entries.</summary>
    public static Problem NotOneEntry { get; } = Problem.Invalid("catalog.not-one-entry", "These two versions belong to different catalog entries.");

    /// <summary>A version that cannot be read has nothing to compare.</summary>
    public static Problem NotReadable { get; } = Problem.Invalid("catalog.version-unreadable", "One of the two versions can’t be read, so there is nothing to compare. Its reason stands in the list of versions.");

    /// <summary>Published into an org that the portal is not connected to.</summary>
    public static Problem OrgUnknown { get; } = Problem.Conflict("catalog.org-unknown", "The portal does not know the org it is published to. Connect the org first.");

    /// <summary>Larger than the portal takes.</summary>
    /// <param name="bytes">What was seen; null when the sender did not say and was stopped.</param>
    public static Problem TooLarge(long? bytes) => Problem.Invalid("catalog.spec-too-large",
        $"The file has {(bytes is { } seen ? $"{seen:N0}" : "more")} bytes; a declared spec may have {SpecVersion.TextMaxLength:N0}. Nothing was stored.");

    /// <summary>The same text was declared last.</summary>
    public static Problem SameAsDeclared { get; } = Problem.Conflict("catalog.same-as-declared", "This is the text that was declared last. Nothing was stored.");
}
