using Governance.Application.Imports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Imports;

public sealed class ImportSnapshotTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Import_OfANewOrg_RecordsItemsSummaryAndAudit()
    {
        var receipt = await ImportAsync(new SnapshotFiles().With("connectedApps/A.connectedApp", SnapshotFiles.ConnectedApp())
            .With("profiles/P.profile", "Profile", "").With("B.connectedApp", "<Conn").With("x.cls", ""));

        var org = await ReadAsync(db => db.Orgs.AsNoTracking().SingleAsync(o => o.Id == receipt.Org));
        (org.Label, org.IsSnapshot, org.Environment, org.SalesforceKey.Length, org.SalesforceId).ShouldBe(("Cut off", true, OrgEnvironment.Sandbox, 15, ""));
        var items = await ReadAsync(db => db.Items.AsNoTracking().Where(i => i.OrgId == org.Id).OrderBy(i => i.Key).ToListAsync());
        items.Select(i => (i.Key, i.Source)).ShouldBe([("CA:A", ItemSource.Snapshot), ("profile:P", ItemSource.Snapshot)]);
        var shown = (await As(Auditor).SendAsync(new GetSnapshotImport.Query(receipt.Import))).Value!;
        (shown.Org, shown.FileName, shown.FilesRead, shown.Appeared, shown.Changed, shown.Vanished).ShouldBe(("Cut off", "cut-off.zip", 2, 2, 0, 0));
        shown.Summary.Kinds.ShouldBe(new Dictionary<ItemKind, int> { [ItemKind.AppPolicy] = 1, [ItemKind.PermissionSet] = 1 }, ignoreOrder: true);
        shown.Summary.Notes.Select(n => (n.Kind, n.Path)).ShouldBe([(NoteKind.Troubled, "B.connectedApp"), (NoteKind.Skipped, "x.cls")]);
        var entry = await Audit.LastAsync();
        entry.ShouldBe("snapshot.imported", by: OrgAdmin, on: org.Id.Value.ToString("D"));
        entry.After!.ShouldContain("cut-off.zip");
    }

    [Fact]
    public async Task Import_Again_ShowsWhatDrifted_AndNothingVanishesThatWasNotCovered()
    {
        var first = await ImportAsync(new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp()).With("B.connectedApp", SnapshotFiles.ConnectedApp())
            .With("E.eca", "ExternalClientApplication", "<label>E</label>").With("P.profile", "Profile", ""));

        var again = await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(first.Org, null, "2.zip",
            new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp("<isPkceRequired>true</isPkceRequired>")).Read()));

        var shown = (await As(OrgAdmin).SendAsync(new GetSnapshotImport.Query(again.Value!.Import))).Value!;
        (shown.Appeared, shown.Changed, shown.Vanished).ShouldBe((0, 1, 1));
        (await ReadAsync(db => db.Items.AsNoTracking().Where(i => i.GoneAt == null).Select(i => i.Key).OrderBy(k => k).ToListAsync()))
            .ShouldBe(["CA:A", "ECA:E", "profile:P"], ignoreOrder: true);
        var change = await ReadAsync(db => db.ItemChanges.AsNoTracking().SingleAsync(c => c.Kind == ItemChangeKind.Changed));
        change.Fields().Single().ShouldBe(new ItemFieldChange("pkceRequired", null, "true"));
    }

    [Fact]
    public async Task Import_ThatBringsNoCertificateWhole_KeepsItsFamily()
    {
        var first = await ImportAsync(new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp()).With("B.connectedApp", SnapshotFiles.ConnectedApp()));

        var again = await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(first.Org, null, "2.zip",
            new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp()).With("B.connectedApp", "<broken").Read()));

        (await As(OrgAdmin).SendAsync(new GetSnapshotImport.Query(again.Value!.Import))).Value!.Vanished.ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T74_KeyInCertificateField_IsNotKept()
    {
        var key = SnapshotFiles.KeyPem().Replace("MII", Canaries.PrivateKey + "MII", StringComparison.Ordinal);
        using var certificate = SnapshotFiles.Certificate("Both", DateTimeOffset.UnixEpoch.AddYears(60));
        var both = key + "\n" + certificate.ExportCertificatePem();
        var picture = new SnapshotFiles()
            .With("certs/Both.crt", both).With("certs/Key.crt", key).With("certs/Doc.crt", SnapshotFiles.ConnectedApp())
            .With("A.connectedApp", SnapshotFiles.ConnectedApp($"<certificate>{both}</certificate><consumerSecret>{Canaries.ClientSecret}</consumerSecret>"))
            .With("N.namedCredential", "NamedCredential", $"<label>N</label><password>{Canaries.ClientSecret}</password>").Read();

        var receipt = await ImportAsync(picture);

        picture.Facts<CertificateFacts>(ItemKind.Certificate, "Both").Subject.ShouldBe("CN=Both");
        picture.Facts<CertificateFacts>(ItemKind.Certificate, "Key").Trouble.ShouldBe("a private key and no certificate");
        picture.App("CA:A").Notes.ShouldContain(n => n.Contains("private key"));
        picture.Noted(NoteKind.Secret).Count().ShouldBe(5);
        picture.Noted(NoteKind.Troubled).Single().ShouldStartWith("certs/Doc.crt");
        var answer = (await As(OrgAdmin).SendAsync(new GetSnapshotImport.Query(receipt.Import))).Value!;
        var stored = await ReadAsync(async db => string.Join("\n", [
            .. await db.Items.AsNoTracking().Select(i => i.Name + i.FactsText).ToListAsync(),
            .. await db.ItemChanges.AsNoTracking().Select(c => c.FieldsText).ToListAsync(),
            .. await db.SnapshotImports.AsNoTracking().Select(i => i.SummaryText).ToListAsync(),
            .. (await db.AuditEntries.AsNoTracking().ToListAsync()).Select(e => $"{e.Before}{e.After}{e.Reason}")]));
        stored.ShouldContain("Both");
        foreach (var text in (string[])[stored, Logs.Text, answer.ToString(), string.Join("\n", answer.Summary.Notes)])
            foreach (var secret in (string[])["CANARY", "-----BEGIN", SnapshotFiles.KeyPem()[100..140]]) text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Import_IntoAConnectedOrg_IsRefused()
    {
        var connected = await GivenAsync(An.Authorization());

        var answer = await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(connected.OrgId, null, "x.zip", Small()));

        answer.Problem!.Code.ShouldBe("snapshot.org-is-connected");
        (await ReadAsync(db => db.Items.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Import_WhenWrong_SaysWhat()
    {
        var group = await GroupAsync("EMEA");
        await ImportAsync(Small());

        (await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(null, null, "x", Small()))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(OrgId.New(), null, "x", Small()))).Problem!.Code.ShouldBe("org.not-found");
        (await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(null, new("Cut off", group, OrgEnvironment.Trial), "x", Small()))).Problem!.Code.ShouldBe("snapshot.name-taken");
        (await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(null, new("New", group, OrgEnvironment.Trial), "x", new SnapshotFiles().With("a.txt", "").Read())))
            .Problem!.Code.ShouldBe("snapshot.empty");
    }

    [Fact]
    public async Task Import_PastTheQuota_WaitsAnHour()
    {
        var first = await ImportAsync(Small());
        for (var i = 1; i < ImportSnapshot.MostPerHour; i++) (await AgainAsync()).Problem.ShouldBeNull();

        (await AgainAsync()).Problem!.Code.ShouldBe("snapshot.too-many");
        Clock.Advance(TimeSpan.FromMinutes(61));
        (await AgainAsync()).Problem.ShouldBeNull();

        Task<Result<ImportSnapshot.Receipt>> AgainAsync() => As(OrgAdmin).SendAsync(new ImportSnapshot.Command(first.Org, null, "x", Small()));
    }

    [Fact]
    public async Task Import_WithoutTheRight_IsDeniedAndAudited()
    {
        var command = new ImportSnapshot.Command(null, new("New", await GroupAsync("EMEA"), OrgEnvironment.Trial), "x", Small());

        foreach (var actor in new[] { Auditor, SecurityReviewer, Responder, NoRole })
        {
            (await As(actor).SendAsync(command)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("snapshot.imported", by: actor, outcome: AuditOutcome.Denied);
        }
    }

    [Fact]
    public async Task Import_OfAnotherOrgGroup_IsUnseen()
    {
        var first = await ImportAsync(Small());
        var other = As(Scoped(Role.OrgAdmin, "AMER"));

        (await other.SendAsync(new ImportSnapshot.Command(first.Org, null, "x", Small()))).Problem!.Code.ShouldBe("org.not-found");
        (await other.SendAsync(new ImportSnapshot.Command(null, new("New", await GroupAsync("EMEA"), OrgEnvironment.Trial), "x", Small()))).Problem!.Code.ShouldBe("org-group.not-found");
        (await other.SendAsync(new GetSnapshotImport.Query(first.Import))).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
        (await other.SendAsync(new ListSnapshotOrgs.Query())).Value!.ShouldBeEmpty();
        (await As(OrgAdmin).SendAsync(new ListSnapshotOrgs.Query())).Value!.Single().Label.ShouldBe("Cut off");
    }

    private static MetadataPicture Small() => new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp()).Read();

    private Task<ImportSnapshot.Receipt> ImportAsync(SnapshotFiles files) => ImportAsync(files.Read());

    private async Task<ImportSnapshot.Receipt> ImportAsync(MetadataPicture picture)
    {
        var answer = await As(OrgAdmin).SendAsync(new ImportSnapshot.Command(
            null, new("Cut off", await GroupAsync("EMEA"), OrgEnvironment.Sandbox), "cut-off.zip", picture));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }

    private Task<OrgGroupId> GroupAsync(string name) => ReadAsync(db => db.OrgGroups.Where(g => g.Name == name).Select(g => g.Id).SingleAsync());
}
