using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain.Access;

namespace Governance.Application.Exports;

/// <summary>What an export needs to know of a list: which rows a selection has, and what stands in them.</summary>
internal abstract class ExportedList(FilteredList list)
{
    /// <summary>Which list.</summary>
    public FilteredList List { get; } = list;

    /// <summary>Heads, in order.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Keys of all rows that match within the actor's scope, in the order of the file.</summary>
    public abstract Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct);

    /// <summary>Rows by key, in any order, those that are still there and in scope: one cell per column.</summary>
    public abstract Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct);

    /// <param name="Db">Limited to the actor's scope.</param>
    /// <param name="Current">Who asks.</param>
    /// <param name="Now">UTC.</param>
    internal sealed record Reading(GovernanceDb Db, CurrentActor Current, DateTimeOffset Now);

    /// <summary>Every list that can be exported.</summary>
    public static IReadOnlyDictionary<FilteredList, ExportedList> All { get; } =
        new ExportedList[]
            {
                new OrgRows(), new AuthorizationRows(), new IntegrationRows(), new VendorRows(), new CatalogRows(), new FindingRows(), new CertificateRows(), new PermissionSetRows(), new ClientAppRows(),
            }
            .ToDictionary(l => l.List);
}
