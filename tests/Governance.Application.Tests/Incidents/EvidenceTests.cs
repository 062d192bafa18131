using System.Text.Json;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Incidents;

/// <summary>What a containment secures before and beside its steps.</summary>
public sealed class EvidenceTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Token replay, vendor notice";
    private static readonly int All = EvidenceKinds.Essential.Count + EvidenceKinds.Rest.Count;

    [Fact]
    public async Task Contain_SecuresTheEssentialBeforeAnythingIsSent()
    {
        var org = await GivenAsync(An.Org("EMEA Production"));
        var authorization = await GivenAsync(An.Authorization().In(org));
        await RevokeAsync(authorization);
        var pause = org.Fake.EvidencePauses[EvidenceKind.Sessions] = new Pause();

        var working = RunWorkAsync();
        await pause.ReachedAsync();

        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Preserving);
        org.Fake.Calls(OrgCall.Revoke).ShouldBe(0);
        pause.Release();
        await working;
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
        var files = await FilesAsync();
        files.Count.ShouldBe(All);
        files.ShouldAllBe(f => f.Gap == null && f.Sha256 != null && f.Bytes > 0 && f.OrgGroupId == org.Org.OrgGroupId);
        files.Select(f => f.Path).ShouldBeUnique();
        files.Select(f => f.Path).ShouldContain($"orgs/emea-production-{org.Org.Id.Value.ToString("N")[^8..]}/token-rows.json");
        org.Fake.LastEvidenceAsk!.Apps.ShouldBe([authorization.AppName]);
        org.Fake.LastEvidenceAsk.Users.ShouldBe([authorization.UserId]);
        var entries = await Audit.AllAsync();
        entries.FindIndex(e => e.Action == "incident.evidence-preserved").ShouldBeLessThan(entries.FindIndex(e => e.Action == "incident.batch-started"));
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Contain_WhenEvidenceCannotBeRead_WritesTheGapDownAndGoesOn()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.EvidenceGaps[EvidenceKind.TokenRows] = "insufficient permission: Customize Application.";
        org.Fake.EvidenceGaps[EvidenceKind.LoginHistory] = "The org had not answered in full after 60 seconds.";
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org)));

        await RunWorkAsync();

        (await ReadAsync(db => db.Targets.SingleAsync())).State.ShouldBe(TargetState.Done);
        var evidence = (await As(Auditor).SendAsync(new GetEvidence.Query(incident))).Value!;
        (evidence.Files, evidence.IsReading).ShouldBe((All - 2, false));
        evidence.Parts.Single().Files.Where(f => f.Gap != null).Select(f => (f.Kind, f.IsKept, f.Gap)).ShouldBe(
        [
            (EvidenceKind.TokenRows, false, "insufficient permission: Customize Application."),
            (EvidenceKind.LoginHistory, false, "The org had not answered in full after 60 seconds."),
        ]);
    }

    [Fact]
    public async Task Contain_WhenTheOrgIsNoLongerConnected_WritesGapsWithoutACall()
    {
        var org = await GivenAsync(An.Org());
        await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        await WriteAsync(db => db.Connections.Single(c => c.Id == org.Connection.Id).NeedReconnect("The credential was refused.").ShouldBeNull());

        await RunWorkAsync();

        var files = await FilesAsync();
        files.Count.ShouldBe(All);
        files.ShouldAllBe(f => f.Sha256 == null && f.Gap == ConnectionProblems.NotUsable(ConnectionState.ReconnectNeeded).Message);
        org.Fake.CallCount.ShouldBe(0);
    }

    [Fact]
    public async Task Contain_WhenKilledBetweenFiles_GoesOnWithoutASecondFile()
    {
        var org = await GivenAsync(An.Org());
        await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        using var kill = new CancellationTokenSource();
        var pause = org.Fake.EvidencePauses[EvidenceKind.SetupAuditTrail] = new Pause();
        var working = Portal.RunWorkAsync(kill.Token);
        await pause.ReachedAsync();
        var before = await FilesAsync();
        before.Count.ShouldBeInRange(EvidenceKinds.Essential.Count + 1, All - 1);
        await kill.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(working);

        await RunWorkAsync();

        var after = await FilesAsync();
        after.Count.ShouldBe(All);
        after.Select(f => f.Kind).ShouldBeUnique();
        after.Where(f => before.Any(b => b.Id == f.Id)).Select(f => f.Sha256).ShouldBe(before.Select(b => b.Sha256), ignoreOrder: true);
        (await ReadAsync(db => db.EvidenceChunks.CountAsync())).ShouldBe(All);
    }

    [Fact]
    public async Task Retry_ReadsOnlyWhatWasAGap()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.Refusals[OrgCall.ReadEvidence] = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org).RefusedByTheOrg()));
        await RunWorkAsync();
        (await FilesAsync()).ShouldAllBe(f => f.Gap == "The org did not answer.");
        org.Fake.Refusals.Clear();

        await As(Responder).SendAsync(new RetryFailed.Command(incident));
        await RunWorkAsync();
        var calls = org.Fake.Calls(OrgCall.ReadEvidence);
        await As(Responder).SendAsync(new RetryFailed.Command(incident));
        await RunWorkAsync();

        org.Fake.Calls(OrgCall.ReadEvidence).ShouldBe(calls, "what is there is not read again");
        var files = await FilesAsync();
        files.Count(f => f.Sha256 != null).ShouldBe(All);
        files.Where(f => f.Sha256 != null).ShouldAllBe(f => f.Attempt == 2 && f.Path.EndsWith("-2.json"));
        (await As(Auditor).SendAsync(new GetEvidence.Query(incident))).Value!.Parts.Single().Files.ShouldAllBe(f => f.IsKept && f.Gap == null);
    }

    [Fact]
    public async Task Contain_OfAppLink_SecuresWhatThePortalKnowsOfEachOrg()
    {
        var org = await GivenAsync(An.Org("Quotes"));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org));
        var incident = await RevokeAsync(heroku.Authorizations[0]);

        await RunWorkAsync();

        var file = (await FilesAsync()).ShouldHaveSingleItem();
        (file.Kind, file.OrgId, file.ConnectionId).ShouldBe((EvidenceKind.AppLinkObjects, org.Org.Id, heroku.Account.Via));
        file.Path.ShouldStartWith("heroku/acme-heroku-");
        using var folder = await EvidenceFolder.DownloadAsync(Portal, Responder, incident);
        using var json = JsonDocument.Parse(folder.Text(file.Path));
        json.RootElement.GetProperty("rows").EnumerateArray().ShouldContain(r => r.GetProperty("name").GetString() == "quote_bot");
    }

    [Fact]
    public async Task Pieces_AreEncryptedAndSealedToTheirFileAndPlace()
    {
        var org = await GivenAsync(An.Org("Readable Name"));
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        await RunWorkAsync();
        var files = await FilesAsync();
        var chunks = await ReadAsync(db => db.EvidenceChunks.AsNoTracking().ToListAsync());
        var search = new CanarySearch("Readable Name");
        foreach (var chunk in chunks) search.Bytes("chunk", chunk.Sealed);
        search.ShouldFindNothing();
        new CanarySearch("Readable Name").Bytes("plain", FakeEvidence.ContentOf(org.Fake, EvidenceKind.Users)).ShouldFind("Readable Name");
        // Somebody with the database swaps the pieces of two files.
        var (users, limits) = (files.Single(f => f.Kind == EvidenceKind.Users).Id, files.Single(f => f.Kind == EvidenceKind.ApiLimits).Id);
        var foreign = chunks.Single(c => c.FileId == limits).Sealed;
        await ReadAsync(db => db.EvidenceChunks.Where(c => c.FileId == users).ExecuteUpdateAsync(s => s.SetProperty(c => c.Sealed, foreign)));
        var begun = (await As(Responder).SendAsync(new ExportEvidence.Command(incident))).Value!;

        (await As(Responder).SendAsync(new ReadEvidenceFile.Query(begun.ExportId, users, 0))).Problem!.Kind.ShouldBe(ProblemKind.Broken);
        (await As(Responder).SendAsync(new ReadEvidenceFile.Query(begun.ExportId, limits, 0))).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Seal_OfALargeFile_CutsItAndOpensWhole()
    {
        var (incident, file) = (IncidentId.New(), EvidenceFileId.New());
        var content = new byte[2 * 1024 * 1024 + 17];
        Random.Shared.NextBytes(content);
        await Portal.InScopeAsync(async services =>
        {
            var seal = services.GetRequiredService<Application.Data.EvidenceSeal>();
            var (sum, pieces) = await seal.SealAsync(incident, file, content, CancellationToken.None);
            (sum.Chunks, sum.Bytes).ShouldBe((3, content.Length));
            pieces.ShouldAllBe(p => p.Length <= EvidenceChunk.MostSealed);
            var opened = new MemoryStream();
            for (var i = 0; i < pieces.Count; i++) opened.Write(await seal.OpenAsync(incident, new EvidenceChunk(file, i, pieces[i]), CancellationToken.None));
            opened.ToArray().ShouldBe(content);
            return 0;
        });
    }

    [Fact]
    public async Task List_OutsideTheGroups_IsNotFound()
    {
        var incident = await RevokeAsync(await GivenAsync(An.Authorization().In(await GivenAsync(An.Org().InGroup("AMER")))));
        await RunWorkAsync();

        (await As(Scoped(Role.IncidentResponder)).SendAsync(new GetEvidence.Query(incident))).Problem!.Code.ShouldBe(IncidentProblems.NotFound.Code);
        (await As(PortalAdmin).SendAsync(new GetEvidence.Query(incident))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private Task<List<EvidenceFile>> FilesAsync() => ReadAsync(db => db.EvidenceFiles.AsNoTracking().ToListAsync());

    private async Task<IncidentId> RevokeAsync(params Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        return (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
    }
}
