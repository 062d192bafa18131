using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Access;

/// <summary>Puts External Service registrations with their specs into an org, as a sync does.</summary>
internal static class Registrations
{
    /// <summary>A spec of one operation in each mode.</summary>
    public const string Quotes = """
        openapi: 3.0.0
        info: {title: Quotes, version: "1"}
        paths:
          /quotes:
            post:
              operationId: createQuote
              x-sfdc: {heroku: {authorization: {externalClientApp: QuoteApp, permissionSet: QuotePlus}}, agent: {action: {publishAsAgentAction: true}}}
              responses: {"200": {description: OK}}
            get: {operationId: listQuotes, x-sfdc: {privacy: {isPii: true}}, responses: {"200": {description: OK}}}
        """;

    /// <summary>The same with one operation more.</summary>
    public const string Wider = Quotes + "\n  /quotes/{id}:\n    delete: {operationId: dropQuote, responses: {\"204\": {description: Gone}}}";

    /// <summary>A registration with two versions of its spec.</summary>
    public static async Task<(CatalogEntryId Entry, SpecVersionId Version)> PutAsync(Portal portal, ConnectedOrg org, string name)
    {
        await RecordAsync(portal, org, [Of(name)], (name, Quotes));
        await RecordAsync(portal, org, [Of(name)], (name, Wider));
        return await portal.ReadAsync(db => db.SpecVersions.Where(v => v.OrgId == org.Org.Id).OrderByDescending(v => v.At).ThenByDescending(v => v.Id)
            .Select(v => new ValueTuple<CatalogEntryId, SpecVersionId>(v.EntryId, v.Id)).FirstAsync());
    }

    public static async Task RecordAsync(Portal portal, ConnectedOrg org, ItemRead[] items, params (string Name, string Text)[] specs) =>
        (await portal.SendAsync(Actor.System("test"), new RecordItems.Command(
            org.Connection.Id, [new CapabilityRead(Capability.Registrations, portal.Clock.Now, items, []) { Specs = [.. specs.Select(s => new SpecRead(s.Name, s.Text))] }], 1)))
            .Problem.ShouldBeNull();

    public static ItemRead Of(string name, string? provider = "Heroku", Func<RegistrationFacts, RegistrationFacts>? with = null)
    {
        var facts = new RegistrationFacts { ApiName = name, ProviderType = provider, SystemVersion = 1 };
        return new ItemRead(ItemKind.Registration, name, $"{name} service", with?.Invoke(facts) ?? facts);
    }
}
