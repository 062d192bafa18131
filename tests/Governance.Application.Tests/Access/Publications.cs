using Governance.Application.Tests.Requests;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Access;

/// <summary>Requests of the scope tests that carry a specification.</summary>
internal static class Publications
{
    /// <summary>One that somebody else asked for, into this org.</summary>
    public static async Task<RequestId> PutAsync(Portal portal, ConnectedOrg org)
    {
        var (text, number) = (PublicationEstate.Spec(), 1 + await portal.ReadAsync(db => Task.FromResult(db.Requests.Count())));
        var content = RequestContent.Of(PublicationEstate.Form(org, "applink-elsewhere-1", SpecVersion.HashOf(text)).Select(f => KeyValuePair.Create(f.Name, (string?)f.Value)));
        var request = new Request(
            number, new RequestWish(RequestKind.AppLinkPublication, $"Publish Quotes to {org.Org.Label}", "Quotes are wanted in the service console", org.Org.OrgGroupId, content),
            Severity.Medium, ("person:nobody", "Nobody"), portal.Clock.Now);
        await portal.WriteAsync(db =>
        {
            db.Requests.Add(request);
            db.RequestSpecs.Add(new RequestSpec(text, "person:nobody", portal.Clock.Now).BelongTo(request.Id));
        });
        return request.Id;
    }
}
