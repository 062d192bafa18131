using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Access;

/// <summary>Puts a certificate into an org, as a read would.</summary>
internal static class Certificates
{
    public static async Task<ItemId> PutAsync(Portal portal, ConnectedOrg org, string name)
    {
        var facts = new CertificateFacts { Place = CertificatePlace.Org, ApiName = name, NotAfter = portal.Clock.Now.AddDays(5) };
        var item = new InventoryItem(
            org.Org.Id, org.Org.OrgGroupId, new ItemRead(ItemKind.Certificate, name, name, facts), ItemSource.Org, portal.Clock.Now);
        await portal.WriteAsync(db => db.Items.Add(item));
        return item.Id;
    }
}
