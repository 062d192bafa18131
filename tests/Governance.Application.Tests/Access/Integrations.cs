using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Access;

/// <summary>Puts integrations there.</summary>
internal static class Integrations
{
    /// <summary>One that claims an app in one org only.</summary>
    public static async Task<IntegrationId> PutAsync(Portal portal, ConnectedOrg org, string name, string app)
    {
        var integration = new Integration(
            name, new IntegrationFacts { Purpose = "Keeps both sides in step." }, [new IntegrationPart(IntegrationPartKind.App, app, org.Org.Id)], portal.Clock.Now);
        await portal.WriteAsync(db => db.Integrations.Add(integration));
        return integration.Id;
    }
}
