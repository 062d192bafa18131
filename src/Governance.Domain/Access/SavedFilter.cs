namespace Governance.Domain.Access;

/// <summary>A list that has filters in its address.</summary>
public enum FilteredList
{
#pragma warning disable CS1591 // The names are those of the screens.
    Orgs,
    Integrations,
    Vendors,
    Catalog,
    Authorizations,
    PermissionSets,
    Certificates,
    ClientApps,
    Findings,
    Incidents,
    Audit,
#pragma warning restore CS1591
}

/// <summary>What somebody filters a list by, under a name of their own. Nobody else sees it.</summary>
public sealed class SavedFilter
{
    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 60;

    /// <summary>Longest query, characters.</summary>
    public const int QueryMaxLength = 1_000;

    /// <summary>Most of one person, over all lists.</summary>
    public const int Most = 100;

    private SavedFilter() { }

    /// <summary>Kept for its person.</summary>
    /// <param name="owner">Id of the actor.</param>
    /// <param name="list">Which list.</param>
    /// <param name="name">What they call it.</param>
    /// <param name="query">What stands after the question mark of the list's address; empty for everything.</param>
    /// <param name="now">UTC.</param>
    public SavedFilter(string owner, FilteredList list, string name, string query, DateTimeOffset now) =>
        (Id, OwnerId, List, Name, Query, SavedAt) = (Guid.CreateVersion7(), owner, list, name, query, now);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose.</summary>
    public string OwnerId { get; private set; } = "";

    /// <summary>Of which list.</summary>
    public FilteredList List { get; private set; }

    /// <summary>What its person calls it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What stands after the question mark of the list's address: never a path or a host.</summary>
    public string Query { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset SavedAt { get; private set; }

    /// <summary>Saved again under the same name.</summary>
    public void Replace(string query, DateTimeOffset now) => (Query, SavedAt) = (query, now);
}
