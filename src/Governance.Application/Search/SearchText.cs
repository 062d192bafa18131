using Governance.Application.Authorizations;
using Governance.Domain;

namespace Governance.Application.Search;

/// <summary>What was typed into the search box, in the forms in which things are found by it.</summary>
/// <param name="Typed">In comparable form.</param>
/// <param name="End">The first text after all that begin with it.</param>
/// <param name="Exact">As typed: an API name.</param>
/// <param name="SalesforceKey">As an id of Salesforce on 15 characters; null when it is none.</param>
/// <param name="Id">As an id of ours; null when it is none.</param>
internal sealed record SearchText(string Typed, string End, string Exact, string? SalesforceKey, Guid? Id)
{
    /// <summary>Null when nothing was typed.</summary>
    public static SearchText? Of(string? text)
    {
        var exact = Text.Bounded(text, FindRecords.TextMaxLength).Trim();
        return Text.Comparable(exact, FindRecords.TextMaxLength) is { Length: > 0 } typed
            ? new SearchText(
                typed, AuthorizationSearch.After(typed), exact, SalesforceIds.IsId(exact) ? SalesforceIds.Key(exact) : null,
                Guid.TryParse(exact, out var id) ? id : null)
            : null;
    }

    /// <summary>0 for a name that begins with it, 1 for one that holds it, null otherwise.</summary>
    public int? Rank(string? name) => Text.Comparable(name, 400) is var key && key.StartsWith(Typed, StringComparison.Ordinal) ? 0
        : key.Contains(Typed, StringComparison.Ordinal) ? 1 : null;
}
