using Governance.Application.Imports;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Access;

/// <summary>A snapshot that somebody imported.</summary>
internal static class Snapshots
{
    public static async Task<SnapshotImportId> PutAsync(Portal portal, ConnectedOrg org)
    {
        var import = new SnapshotImport(org.Org.Id, org.Org.OrgGroupId, $"{org.Org.Label}.zip", "person", "Sade Abeni", portal.Clock.Now);
        import.Finish(1, 1, 0, 0, new SnapshotSummary(new Dictionary<ItemKind, int>(), new Dictionary<NoteKind, int>(), []).Write());
        await portal.WriteAsync(db => db.SnapshotImports.Add(import));
        return import.Id;
    }
}
