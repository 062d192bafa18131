using Governance.Application.Certificates;
using Governance.Application.Inventory;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Certificates;

public sealed class CertificateTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    [Fact]
    public async Task List_SortsByEndAndPutsUnknownEndsLast()
    {
        var core = await GivenAsync(An.Org("Core"));
        await TakeAsync(core, Own("late", 200), Own("blank", null), Own("soon", 5), Own("ended", -3));

        var page = await ListAsync(new CertificateFilter());

        page.Rows.Select(r => (r.Name, r.Step)).ShouldBe(
            [("ended", Severity.Critical), ("soon", Severity.Critical), ("late", null), ("blank", null)]);
        (await ListAsync(new CertificateFilter(), descending: true)).Rows.Select(r => r.Name).ShouldBe(["late", "soon", "ended", "blank"]);
        (await ListAsync(new CertificateFilter(), skip: 1, take: 2)).Rows.Select(r => r.Name).ShouldBe(["soon", "late"]);
        page.Total.ShouldBe(4);
    }

    [Fact]
    public async Task List_NarrowsByOrgEndAndPlace()
    {
        var (core, apac) = (await GivenAsync(An.Org("Core")), await GivenAsync(An.Org("APAC")));
        await TakeAsync(core, Own("core", 10));
        await TakeAsync(apac, Own("apac", 40));
        await TakeMetadataAsync(core, Inbound("door", 20), InApp("Ledger", 30));

        (await ListAsync(new CertificateFilter { Org = apac.Org.Id })).Rows.Single().Name.ShouldBe("apac");
        (await ListAsync(new CertificateFilter { Before = Clock.Now.AddDays(25) })).Rows.Select(r => r.Name).ShouldBe(["core", "door"]);
        (await ListAsync(new CertificateFilter { Place = CertificatePlace.Org })).Rows.Select(r => r.Name).ShouldBe(["core", "apac"]);
        (await ListAsync(new CertificateFilter { Place = CertificatePlace.Inbound })).Rows.Single().Name.ShouldBe("door");
        (await ListAsync(new CertificateFilter { Place = CertificatePlace.ClientApp })).Rows.Single().Name.ShouldBe("Ledger");
    }

    [Fact]
    public async Task List_WhenMetadataWasNeverRead_SaysThatUsesAreUnknown()
    {
        var core = await GivenAsync(An.Org("Core").NeverSynced());
        await TakeAsync(core, Own("ledger", 10));
        (await ListAsync(new CertificateFilter())).Rows.Single().UsesUnknown.ShouldNotBeNull();

        await TakeMetadataAsync(core, Credential("Ledger", "ledger", signing: null), Credential("Signer", null, signing: "ledger"));

        var row = (await ListAsync(new CertificateFilter())).Rows.Single();
        row.UsesUnknown.ShouldBeNull();
        row.IsDualUse.ShouldBeTrue();
        row.Uses.Select(u => u.User).ShouldBe(["named credential Ledger", "named credential Signer"]);
    }

    [Fact]
    public async Task List_ShowsOnlyTheActorsOrgGroups()
    {
        var mine = await GivenAsync(An.Org("Mine").InGroup("EMEA"));
        var foreign = await GivenAsync(An.Org("Foreign").InGroup("AMER"));
        await TakeAsync(mine, Own("mine", 10));
        await TakeAsync(foreign, Own("foreign", 10));
        var scoped = Scoped(Role.Auditor);

        (await As(scoped).SendAsync(Query(new CertificateFilter()))).Value!.Rows.Select(r => r.Name).ShouldBe(["mine"]);
        var outlook = (await As(scoped).SendAsync(new GetCertificateOutlook.Query())).Value!;
        (outlook.Certificates, outlook.Marks.Single().Name, outlook.Orgs.Single().Reads.Label).ShouldBe((1, "mine", "Mine"));
        var id = await ReadAsync(db => db.Items.Where(i => i.Key == "foreign").Select(i => i.Id).SingleAsync());
        (await As(scoped).SendAsync(new GetCertificate.Query(id))).Problem.ShouldBe((await As(scoped).SendAsync(new GetCertificate.Query(ItemId.New()))).Problem);
    }

    [Fact]
    public async Task Outlook_CountsSlotsAndForecastsAtThePaceOfLate()
    {
        var core = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Org("Blind").NeverSynced());
        ItemRead[] first = [.. Enumerable.Range(0, 20).Select(i => Own($"c{i}", 300))];
        await TakeAsync(core, first);
        (await OutlookAsync()).Orgs.Single(o => o.Reads.Label == "Core").Slots!.Expected.ShouldBeNull();
        Clock.Advance(TimeSpan.FromDays(30));
        await TakeAsync(core, [.. first, .. Enumerable.Range(0, 4).Select(i => Own($"new{i}", 300))]);

        var outlook = await OutlookAsync();

        var slots = outlook.Orgs.Single(o => o.Reads.Label == "Core").Slots!;
        (slots.Used, slots.Of, slots.Expected, slots.FullAt).ShouldBe((24, 50, 36, null));
        outlook.Orgs.Single(o => o.Reads.Label == "Blind").Slots.ShouldBeNull();
        (outlook.Ended, outlook.Ending, outlook.Marks.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Get_TellsFindingsAndHistory()
    {
        var core = await GivenAsync(An.Org("Core"));
        await TakeAsync(core, Own("ledger", 10));
        await TakeAsync(core, Own("ledger", -1));
        (await As(System).SendAsync(new EvaluateOrg.Command(core.Org.Id))).Problem.ShouldBeNull();
        var id = (await ListAsync(new CertificateFilter())).Rows.Single().Id;

        var detail = (await As(Auditor).SendAsync(new GetCertificate.Query(id))).Value!;

        detail.Findings[0].RuleId.ShouldBe("cert.expired");
        detail.Row.Findings.ShouldBe(detail.Findings.Count);
        detail.Changes[0].Kind.ShouldBe(ItemChangeKind.Changed);
        detail.Changes[0].Fields.Single().Field.ShouldBe("notAfter");
        detail.AsOf.ShouldNotBeNull();
    }

    private static ListCertificates.Query Query(CertificateFilter filter, bool descending = false, int skip = 0, int take = 50) =>
        new(filter, ListCertificates.Order.Expires, descending, skip, take);

    private static ItemRead Credential(string name, string? tls, string? signing) =>
        new(ItemKind.NamedCredential, name, name, new NamedCredentialFacts { ApiName = name, Certificate = tls, SigningCertificate = signing });

    private ItemRead Own(string name, int? days) => new(ItemKind.Certificate, name, name, Facts(CertificatePlace.Org, name, days));

    private ItemRead Inbound(string name, int days) => new(ItemKind.AppCertificate, $"inbound:{name}", name, Facts(CertificatePlace.Inbound, name, days));

    private ItemRead InApp(string app, int days) => new(ItemKind.AppCertificate, $"app:CA:{app}", app, Facts(CertificatePlace.ClientApp, app, days));

    private CertificateFacts Facts(CertificatePlace place, string name, int? days) =>
        new() { Place = place, ApiName = name, NotAfter = days is { } left ? Clock.Now.AddDays(left) : null };

    private async Task<ListCertificates.Page> ListAsync(CertificateFilter filter, bool descending = false, int skip = 0, int take = 50)
    {
        var answer = await As(Auditor).SendAsync(Query(filter, descending, skip, take));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }

    private async Task<GetCertificateOutlook.Outlook> OutlookAsync() => (await As(Auditor).SendAsync(new GetCertificateOutlook.Query())).Value!;

    private Task TakeAsync(ConnectedOrg org, params ItemRead[] items) => RecordAsync(org, Capability.Certificates, items);

    private Task TakeMetadataAsync(ConnectedOrg org, params ItemRead[] items) => RecordAsync(org, Capability.Metadata, items);

    private async Task RecordAsync(ConnectedOrg org, Capability capability, ItemRead[] items)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [new CapabilityRead(capability, Clock.Now, items, [])], 1))).Problem.ShouldBeNull();
    }
}
