using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;

namespace Governance.Application.Tests.Requests;

/// <summary>An org, and a Heroku account whose add-on has an AppLink connection to it: what AppLink publishes, the org registers.</summary>
internal sealed record PublicationEstate(ConnectedOrg Org, FakeAddon Addon)
{
    public static async Task<PublicationEstate> GivenAsync(Portal portal)
    {
        var org = await An.Org("Core").InGroup("EMEA").PutAsync(portal);
        await new HerokuBuilder("Acme").Into(org).PutAsync(portal);
        portal.Heroku.Registering = (wish, row) => org.Fake.Register(wish.ClientName, wish.Spec, row.RegistrationId);
        return new PublicationEstate(org, portal.Heroku.Addons.Single(a => a.Name == "applink-flat-1"));
    }

    /// <summary>One operation, whose user mode is said.</summary>
    public static string Spec(bool plus = false, bool agents = false) => $$"""
        openapi: 3.0.0
        info: { title: Quotes API, version: 1.0.0 }
        paths:
          /quotes:
            post:
              operationId: makeQuote
              x-sfdc: { {{(plus ? "heroku: { authorization: { externalClientApp: Quote_App, permissionSet: Quote_Extra } }, " : "")}}agent: { action: { publishAsAgentAction: {{(agents ? "true" : "false")}} } } }
              responses:
                '200': { description: ok }

        """;

    public FieldValue[] Form(string spec, string name = "Quotes", string heroku = "acme-quotes", string app = "", string set = "") =>
        Form(Org, Addon.Name, spec, name, heroku, app, set);

    public static FieldValue[] Form(ConnectedOrg org, string addon, string spec, string name = "Quotes", string heroku = "acme-quotes", string app = "", string set = "") =>
    [
        new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Addon, addon), new(RequestForms.Record, "to_quote_bot"), new(RequestForms.HerokuApp, heroku),
        new(RequestForms.Api, name), new(RequestForms.Spec, spec), new(RequestForms.ClientApp, app), new(RequestForms.Set, set),
    ];

    /// <summary>The portal reads the org's registrations.</summary>
    public async Task ReadAsync(Portal portal) => (await portal.SendAsync(Actor.System("test"), new RecordItems.Command(
        Org.Connection.Id, [new CapabilityRead(Capability.Registrations, portal.Clock.Now, [.. Org.Fake.Items.Values], []) { Specs = [.. Org.Fake.Specs.Select(s => new SpecRead(s.Key, s.Value))] }], 1))).Problem.ShouldBeNull();

    /// <summary>As somebody published it before, outside the portal.</summary>
    public void Publish(string name, string spec)
    {
        var row = new AppLinkDependentRow(AppLinkDependentKind.Publication, "cccccccc-0000-4000-8000-0000000000ff", "to_quote_bot", name, Addon.Attachments[0].AppKey, "0Xe000000000099", Org.Org.SalesforceKey, null,
            new DateTimeOffset(2026, 3, 4, 10, 11, 12, TimeSpan.Zero));
        Addon.Publications[("to_quote_bot", Addon.Attachments[0].AppKey, name)] = row;
        Org.Fake.Register(name, spec, row.RegistrationId);
    }
}
