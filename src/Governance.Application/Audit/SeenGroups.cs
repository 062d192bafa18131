using Governance.Application.Pipeline;
using Governance.Domain.Audit;

namespace Governance.Application.Audit;

/// <summary>The org groups an entry's actor was limited to, as the reader may know them: names of groups outside the
/// reader's own are left out.</summary>
internal static class SeenGroups
{
    private const string Between = ", ";

    public static string Of(AuditEntry entry, CurrentActor reader) => reader.Scope.All || entry.ActorOrgGroup is "*" or ""
        ? entry.ActorOrgGroup
        : string.Join(Between, entry.ActorOrgGroup.Split(Between).Intersect(reader.ScopeNames.Split(Between)));
}
