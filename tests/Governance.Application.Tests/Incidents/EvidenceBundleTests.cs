using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>The evidence bundle, checked by its own recipe with the system's sha256sum and openssl.</summary>
public sealed class EvidenceBundleTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Token replay, vendor notice";

    [Fact]
    public async Task Threat_T60_AlteredBundle_FailsRecipe()
    {
        using var folder = await EvidenceFolder.DownloadAsync(Portal, Responder, (await ContainedAsync()).Incident);
        (await folder.CheckAsync()).ShouldBeEmpty();

        folder.Files.Count.ShouldBeGreaterThan(20);
        foreach (var name in folder.Files.Where(f => f != "README.txt"))
        {
            var file = folder.FileOf(name);
            var content = await File.ReadAllBytesAsync(file);
            var altered = content.ToArray();
            altered[Random.Shared.Next(altered.Length)] ^= 1;
            await File.WriteAllBytesAsync(file, altered);
            (await folder.CheckAsync()).ShouldNotBeEmpty($"one bit of {name} was flipped");
            await File.WriteAllBytesAsync(file, content);
        }
        // The recipe itself: the sums name it.
        var readme = folder.Text("README.txt");
        await File.WriteAllTextAsync(folder.FileOf("README.txt"), readme.Replace("Evidence of", "Evidense of", StringComparison.Ordinal));
        (await folder.CheckAsync()).ShouldNotBeEmpty();
        await File.WriteAllTextAsync(folder.FileOf("README.txt"), readme);
        await File.WriteAllTextAsync(folder.FileOf("orgs/more.json"), "{}");
        (await folder.CheckAsync()).ShouldNotBeEmpty("a file was added");
        File.Delete(folder.FileOf("orgs/more.json"));
        File.Delete(folder.FileOf("journal.json"));
        (await folder.CheckAsync()).ShouldNotBeEmpty("a file was taken away");
    }

    [Fact]
    public async Task Download_HoldsPlanJournalReceiptsAndAudit()
    {
        var (incident, org, authorization) = await ContainedAsync();
        using var folder = await EvidenceFolder.DownloadAsync(Portal, Responder, incident);

        folder.Files.ShouldAllBe(f => Safe(f));
        var target = Json(folder, "plan.json").GetProperty("targets").EnumerateArray().Single();
        (target.GetProperty("app").GetString(), target.GetProperty("orgId").GetString()).ShouldBe((authorization.AppName, org.Org.SalesforceKey));
        var step = Json(folder, "journal.json").GetProperty("targets").EnumerateArray().Single();
        (step.GetProperty("state").GetString(), step.GetProperty("level").GetString()).ShouldBe(("Done", "L2"));
        var receipt = Json(folder, "receipts.json").GetProperty("targets").EnumerateArray().Single();
        receipt.GetProperty("read").GetProperty("complete").GetBoolean().ShouldBeTrue();
        var lines = folder.Text("audit.json").Split('\n')[1..^2].Select(l => l.TrimEnd(',')).ToArray();
        lines.ShouldBe((await Audit.AllAsync()).Where(e => e.Incident == "INC-0001" && e.Action != "incident.evidence-downloaded").Select(AuditExport.LineOf));
        JsonDocument.Parse(folder.Text("audit.json")).RootElement.GetArrayLength().ShouldBe(lines.Length);
        var manifest = Json(folder, "manifest.json");
        manifest.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("path").GetString()!.EndsWith("/login-history.json", StringComparison.Ordinal))
            .GetProperty("personalData").GetBoolean().ShouldBeTrue();
        manifest.GetProperty("gaps").EnumerateArray().Single().GetProperty("gap").GetString().ShouldBe("The org has no such object.");
        var entry = await Audit.LastAsync();
        entry.ShouldBe("incident.evidence-downloaded", by: Responder);
        var after = JsonDocument.Parse(entry.After!).RootElement;
        after.GetProperty("files").GetInt32().ShouldBe(EvidenceKinds.Essential.Count + EvidenceKinds.Rest.Count - 1);
        after.GetProperty("filesHash").GetString()!.Length.ShouldBe(64);
        entry.SubjectOrgGroupId.ShouldBe(org.Org.OrgGroupId);
    }

    [Fact]
    public async Task Download_Twice_DiffersOnlyInWhenItWasMade()
    {
        var (incident, _, _) = await ContainedAsync();
        using var first = await EvidenceFolder.DownloadAsync(Portal, Responder, incident);
        using var second = await EvidenceFolder.DownloadAsync(Portal, Responder, incident);

        second.Files.ShouldBe(first.Files);
        string[] moving = ["SHA256SUMS", "SHA256SUMS.sig", "audit.json", "manifest.json", "manifest.sig"];
        foreach (var name in first.Files.Except(moving)) second.Text(name).ShouldBe(first.Text(name));
    }

    [Fact]
    public async Task Download_InSomeGroups_HoldsOnlyTheirs()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Otherwise").InGroup("AMER")));
        Authorization[] targets = [await GivenAsync(An.Authorization().In(mine).Of("Shared App")), await GivenAsync(An.Authorization().In(other).Of("Shared App"))];
        var incident = await RevokeAsync(targets);
        await RunWorkAsync();
        using var folder = await EvidenceFolder.DownloadAsync(Portal, Scoped(Role.IncidentResponder), incident);

        (await folder.CheckAsync()).ShouldBeEmpty();
        new CanarySearch("Otherwise", other.Org.SalesforceKey, targets[1].Username, other.Org.Id.Value.ToString("D")).Folder(folder.Path).ShouldFindNothing();
        folder.Files.ShouldNotContain(f => f.Contains("otherwise"));
        Json(folder, "plan.json").GetProperty("targets").GetArrayLength().ShouldBe(1);
        Json(folder, "manifest.json").GetProperty("incident").GetProperty("limitedTo").GetString().ShouldBe("EMEA");
        using var whole = await EvidenceFolder.DownloadAsync(Portal, Auditor, incident);
        whole.Files.ShouldContain(f => f.Contains("otherwise"));
    }

    [Fact]
    public async Task Download_WhenNotAllowed_IsDeniedAndAudited()
    {
        var (incident, _, _) = await ContainedAsync();
        foreach (var actor in new[] { OrgAdmin, SecurityReviewer, PortalAdmin, NoRole })
        {
            (await As(actor).SendAsync(new ExportEvidence.Command(incident))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("incident.evidence-downloaded", by: actor, outcome: AuditOutcome.Denied);
        }
    }

    [Fact]
    public async Task Read_OfADownload_IsForWhoBeganItAndForAnHour()
    {
        var (incident, _, _) = await ContainedAsync();
        var begun = (await As(Responder).SendAsync(new ExportEvidence.Command(incident))).Value!;
        var file = await ReadAsync(db => db.EvidenceFiles.Where(f => f.Sha256 != null).Select(f => f.Id).FirstAsync());

        (await As(Auditor).SendAsync(new ReadEvidenceBundle.Query(begun.ExportId))).Problem!.Code.ShouldBe(IncidentProblems.EvidenceGone.Code);
        (await As(Auditor).SendAsync(new ReadEvidenceFile.Query(begun.ExportId, file, 0))).Problem!.Code.ShouldBe(IncidentProblems.EvidenceGone.Code);
        (await As(Responder).SendAsync(new ReadEvidenceFile.Query(begun.ExportId, EvidenceFileId.New(), 0))).Problem!.Code.ShouldBe(IncidentProblems.EvidenceGone.Code);
        Clock.Advance(TimeSpan.FromMinutes(61));
        (await As(Responder).SendAsync(new ReadEvidenceBundle.Query(begun.ExportId))).Problem!.Code.ShouldBe(IncidentProblems.EvidenceGone.Code);
    }

    [Fact]
    public async Task Read_WhenMoreWasPreservedMeanwhile_IsAskedAnew()
    {
        var (incident, org, _) = await ContainedAsync();
        var begun = (await As(Responder).SendAsync(new ExportEvidence.Command(incident))).Value!;
        await WriteAsync(db => db.EvidenceFiles.Add(new EvidenceFile(EvidenceFileId.New(), incident,
            EvidencePlace.OfOrg(org.Connection.Id, org.Org.Id, org.Org.OrgGroupId, "Late"), EvidenceKind.Certificates, 2, Clock.Now, new EvidenceContent(new string('0', 64), 1, 0), null)));

        (await As(Responder).SendAsync(new ReadEvidenceBundle.Query(begun.ExportId))).Problem!.Code.ShouldBe(IncidentProblems.EvidenceChanged.Code);
    }

    private async Task<(IncidentId Incident, ConnectedOrg Org, Authorization Authorization)> ContainedAsync()
    {
        var org = await GivenAsync(An.Org("=cmd|' /C calc'!A0/../..\u202Egnp"));
        org.Fake.EvidenceGaps[EvidenceKind.ExternalClientApps] = "The org has no such object.";
        var authorization = await GivenAsync(An.Authorization().In(org));
        var incident = await RevokeAsync(authorization);
        await RunWorkAsync();
        return (incident, org, authorization);
    }

    private async Task<IncidentId> RevokeAsync(params Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        return (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
    }

    private static JsonElement Json(EvidenceFolder folder, string name) => JsonDocument.Parse(folder.Text(name)).RootElement;

    private static bool Safe(string name) => name is "README.txt" or "SHA256SUMS" or "SHA256SUMS.sig"
        || Regex.IsMatch(name, @"^[a-z0-9]([a-z0-9/-]*[a-z0-9])?\.(json|pem|sig)$");
}
