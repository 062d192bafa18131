using Governance.Application.Authorizations;
using Governance.Application.Certificates;
using Governance.Application.Connections;
using Governance.Application.Imports;
using Governance.Application.Incidents;
using Governance.Application.Integrations;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Imports;

/// <summary>An org that was known by snapshots is connected: its record goes on.</summary>
public sealed class SnapshotTakeOverTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string SetKey = "0PS000000000001";

    private DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    [Fact]
    public async Task Connect_OfTheOrgOfASnapshot_TakesItsRecordOver_WithHistoryOwnersPartsAndFindings()
    {
        var org = await ImportAsync();
        await As(System).SendAsync(new EvaluateOrg.Command(org));
        var before = await ItemsAsync(org);
        var certificate = before.Single(i => i.Kind == ItemKind.Certificate && i.Name == "Ledger");
        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(certificate.Id, null, "owner@x.example", "deputy@x.example"))).Problem.ShouldBeNull();
        (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(
            new("Ledger", new IntegrationFacts(), [new IntegrationPartDraft(IntegrationPartKind.App, "Ledger", org)])))).Problem.ShouldBeNull();
        var finding = await ReadAsync(db => db.Findings.AsNoTracking().FirstAsync(f => f.OrgId == org && f.RuleId == "app.scope-full"));
        await WaiveAsync(finding.Id);
        var changes = await ReadAsync(db => db.ItemChanges.CountAsync(c => c.OrgId == org));
        var entry = await ReadAsync(db => db.CatalogEntries.AsNoTracking().SingleAsync());
        Clock.Advance(TimeSpan.FromHours(1));

        var fake = WorldOf(before);
        var id = await ConnectAsync(fake, org);

        var known = await ReadAsync(db => db.Orgs.AsNoTracking().SingleAsync());
        (known.Id, known.IsSnapshot, known.SalesforceKey, known.Label).ShouldBe((org, false, SalesforceIds.Key(fake.SalesforceId), "Core"));
        var connection = await ReadAsync(db => db.Connections.AsNoTracking().SingleAsync(c => c.Id == id));
        (connection.State, connection.OrgId, connection.LiveOrgId).ShouldBe((ConnectionState.Connected, org, org));

        // Each thing is the same one, read from the org now; what the org does not hold is gone and stays in history.
        var after = await ItemsAsync(org);
        after.Where(i => i.GoneAt is null).ShouldAllBe(i => i.Source == ItemSource.Org);
        foreach (var item in before.Where(i => i.Name != "Gone")) after.Single(i => i.Id == item.Id).Source.ShouldBe(ItemSource.Org);
        after.Single(i => i.Id == before.Single(b => b.Kind == ItemKind.PermissionSet).Id).Key.ShouldBe(SetKey);
        after.Single(i => i.Name == "Gone").GoneAt.ShouldNotBeNull();
        after.Count.ShouldBe(before.Count, "nothing is there twice");
        (await ReadAsync(db => db.ItemChanges.CountAsync(c => c.OrgId == org && c.Kind == ItemChangeKind.Vanished))).ShouldBe(1);
        (await ReadAsync(db => db.ItemChanges.CountAsync(c => c.OrgId == org))).ShouldBeGreaterThan(changes);

        (await ReadAsync(db => db.CertificateCare.AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(
            c => (c.ItemId, c.Owner, c.Deputy).ShouldBe((certificate.Id, "owner@x.example", "deputy@x.example")));
        (await ReadAsync(db => db.Integrations.AsNoTracking().SingleAsync())).Parts.Single().OrgId.ShouldBe(org);
        var kept = await ReadAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.Id == finding.Id));
        (kept.State, kept.ThingId, kept.Since).ShouldBe((FindingState.Waived, finding.ThingId, finding.Since));
        var same = await ReadAsync(db => db.CatalogEntries.AsNoTracking().SingleAsync());
        (same.Id, same.OrgKey, same.OrgId).ShouldBe((entry.Id, known.SalesforceKey, org));
        (await ReadAsync(db => db.SnapshotImports.CountAsync(i => i.OrgId == org))).ShouldBe(1);
        (await Audit.LastAsync("connection.completed")).After!.ShouldContain(org.Value.ToString("D"));

        // From now on it is a connected org.
        (await As(OrgAdmin).SendAsync(new ListSnapshotOrgs.Query())).Value!.ShouldBeEmpty();
        (await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(org, null, "x.zip", Snapshot()))).Problem!.Code.ShouldBe("snapshot.org-is-connected");
    }

    [Fact]
    public async Task Connect_AfterAnIncompleteRead_KeepsWhatTheSnapshotShowed()
    {
        var org = await ImportAsync();
        var fake = WorldOf(await ItemsAsync(org));
        fake.CapabilityRefusals[Capability.Certificates] = Problem.RemoteUnavailable("org.silent", "No answer.");

        await ConnectAsync(fake, org);

        var certificates = (await ItemsAsync(org)).Where(i => i.Kind == ItemKind.Certificate).ToList();
        certificates.ShouldAllBe(c => c.Source == ItemSource.Snapshot && c.GoneAt == null);
        certificates.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Connect_WithoutTheChoice_MakesARecordOfItsOwn_AndTheSnapshotStays()
    {
        var org = await ImportAsync();

        await ConnectAsync(WorldOf(await ItemsAsync(org)), null);

        (await ReadAsync(db => db.Orgs.CountAsync())).ShouldBe(2);
        (await ReadAsync(db => db.Orgs.AsNoTracking().SingleAsync(o => o.Id == org))).IsSnapshot.ShouldBeTrue();
        (await ItemsAsync(org)).ShouldAllBe(i => i.Source == ItemSource.Snapshot && i.GoneAt == null);
    }

    [Fact]
    public async Task Choice_OfWhatIsNoFreeSnapshotInThatOrgGroup_IsRefused_AndNothingIsStored()
    {
        var org = await ImportAsync();
        var connected = await GivenAsync(An.Org("Other"));
        var fake = Orgs.Add("Core");
        foreach (var wrong in new[] { OrgId.New(), connected.Org.Id }) (await StartAsync(fake, wrong)).Problem.ShouldBe(ConnectionProblems.NoSuchSnapshot);
        (await StartAsync(fake, org, group: "AMER")).Problem.ShouldBe(ConnectionProblems.NoSuchSnapshot);
        (await StartAsync(fake, org, As(Scoped(Role.OrgAdmin, "AMER")), "AMER")).Problem.ShouldBe(ConnectionProblems.NoSuchSnapshot);
        (await StartAsync(fake, org)).Problem.ShouldBeNull();

        (await StartAsync(Orgs.Add("Second"), org)).Problem.ShouldBe(ConnectionProblems.NoSuchSnapshot, "another connection takes it over already");
    }

    [Fact]
    public async Task Connect_WhenTheOrgHasARecordAlready_IsUndone_AndTheSnapshotStaysAsItIs()
    {
        var org = await ImportAsync();
        var former = await GivenAsync(An.Org("Core").ThatIsDisconnected());

        var started = await StartAsync(former.Fake, org);
        await RunWorkAsync();

        var connection = await ReadAsync(db => db.Connections.AsNoTracking().SingleAsync(c => c.Id == started.Value!.ConnectionId));
        connection.State.ShouldBe(ConnectionState.Disconnected);
        (await Audit.LastAsync("connection.failed")).Reason!.ShouldContain("has a record of its own");
        (await ReadAsync(db => db.Orgs.AsNoTracking().SingleAsync(o => o.Id == org))).IsSnapshot.ShouldBeTrue();
        (await StartAsync(Orgs.Add("Right one"), org)).Problem.ShouldBeNull("it is free again");
    }

    [Fact]
    public async Task NothingFromAnImport_CanRevoke_NeitherBeforeNorAfterItsOrgIsConnected()
    {
        var org = await ImportAsync();
        await ShouldRevokeNothingAsync();

        var fake = WorldOf(await ItemsAsync(org));
        await ConnectAsync(fake, org);
        await ShouldRevokeNothingAsync();
        fake.Calls(OrgCall.Revoke).ShouldBe(0);

        async Task ShouldRevokeNothingAsync()
        {
            // An import makes no grant, no way to act and no target: there is nothing that a revocation could take.
            (await ReadAsync(db => db.Authorizations.CountAsync())).ShouldBe(0);
            (await ReadAsync(db => db.Responders.CountAsync())).ShouldBe(0);
            var all = AuthorizationSelection.All(new AuthorizationFilter());
            var plan = await As(Responder).SendAsync(new PreviewRevocation.Query(all));
            (plan.Value?.Targets ?? 0).ShouldBe(0);
            var revoked = await As(Responder).SendAsync(new RevokeAuthorizations.Command(all, plan.Value?.Hash ?? "", "A test of what cannot be.", null));
            revoked.Problem.ShouldNotBeNull();
            (await ReadAsync(db => db.Targets.CountAsync())).ShouldBe(0);
        }
    }

    private static MetadataPicture Snapshot()
    {
        using var certificate = SnapshotFiles.Certificate("Ledger", DateTimeOffset.UnixEpoch.AddYears(60));
        return new SnapshotFiles()
            .With("connectedApps/A.connectedApp", SnapshotFiles.ConnectedApp("<callbackUrl>https://ledger.example/cb</callbackUrl><scopes>Full</scopes><isPkceRequired>false</isPkceRequired>"))
            .With("certs/Ledger.crt", certificate.ExportCertificatePem())
            .With("certs/Gone.crt", certificate.ExportCertificatePem())
            .With("permissionsets/Ledger_Read.permissionset", "PermissionSet", "<label>Ledger Read</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>")
            .With("externalServiceRegistrations/Quote.externalServiceRegistration", "ExternalServiceRegistration", "<label>Quote</label><status>Complete</status>")
            .Read();
    }

    private async Task<OrgId> ImportAsync()
    {
        var answer = await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(null, new("Cut off", await GroupAsync("EMEA"), OrgEnvironment.Production), "s.zip", Snapshot()));
        answer.Problem.ShouldBeNull();
        return answer.Value!.Org;
    }

    // The org shows what the snapshot did, the set under its id, and one certificate less.
    private FakeOrg WorldOf(IReadOnlyList<InventoryItem> items)
    {
        var fake = Orgs.Add("Core");
        foreach (var item in items.Where(i => i.Name != "Gone"))
        {
            ItemFacts facts = item.Kind switch
            {
                ItemKind.AppPolicy => item.Facts<AppPolicyFacts>(),
                ItemKind.Certificate => item.Facts<CertificateFacts>(),
                ItemKind.Registration => item.Facts<RegistrationFacts>(),
                ItemKind.PermissionSet => item.Facts<PermissionSetFacts>() with { Type = "Regular", ModifiedBy = "Ines Quell" },
                _ => throw new InvalidOperationException($"{item.Kind} is no part of this snapshot."),
            };
            fake.Add(new ItemRead(item.Kind, item.Kind == ItemKind.PermissionSet ? SetKey : item.Key, item.Name, facts));
        }
        return fake;
    }

    private async Task<ConnectionId> ConnectAsync(FakeOrg fake, OrgId? snapshot)
    {
        var started = await StartAsync(fake, snapshot);
        started.Problem.ShouldBeNull();
        await RunWorkAsync();
        return started.Value!.ConnectionId;
    }

    private async Task<Result<StartConnection.Receipt>> StartAsync(FakeOrg fake, OrgId? snapshot, Sender? by = null, string group = "EMEA")
    {
        var ticket = Guid.NewGuid();
        await Portal.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ISecretStore>().PutAsync(SecretName.Deposit(ticket), new Secret("the consumer secret"));
            return true;
        });
        return await (by ?? As(OrgAdmin)).SendAsync(new StartConnection.Command(
            "Core", await GroupAsync(group), fake.Origin.Host, ConnectionFlow.ClientCredentials, "consumer-key", null, ticket, Snapshot: snapshot));
    }

    private async Task WaiveAsync(FindingId finding)
    {
        var asked = await As(OrgAdmin).SendAsync(new AskWaiver.Command(finding, Today.AddDays(30), "The vendor mends it in its next release."));
        await Portal.ApproveAsync(asked.Value!.Request);
    }

    private Task<List<InventoryItem>> ItemsAsync(OrgId org) => ReadAsync(db => db.Items.AsNoTracking().Where(i => i.OrgId == org).ToListAsync());

    private Task<OrgGroupId> GroupAsync(string name) => ReadAsync(db => db.OrgGroups.Where(g => g.Name == name).Select(g => g.Id).SingleAsync());
}
