using Governance.Application.Incidents;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>The disk fills up while evidence is preserved: access is cut off all the same, and what was not kept is said.</summary>
public sealed class FullDiskTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const int Large = 3 * 1024 * 1024;
    private readonly SqliteLimit _limit = new();
    private readonly AuditFault _fault = new();

    protected override PortalSettings Settings => new()
    {
        Provider = inner => new AdjustedProvider(inner, (options, _) => options.AddInterceptors(_limit, _fault)),
    };

    /// <summary>SQLite is really full; PostgreSQL says so of what is large.</summary>
    [Theory]
    [InlineData(EvidenceKind.Sessions)]
    [InlineData(EvidenceKind.LoginHistory)]
    public async Task Threat_T67_NoRoomForEvidence_IsAGap_AndTheContainmentGoesOn(EvidenceKind kind)
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ExternalClientApp, 2);
        app.Org.Fake.EvidenceBytes[kind] = Large;
        var incident = await AppEstate.DeclareAsync(Portal, [app]);
        await FillAsync();

        await RunWorkAsync();

        (await ReadAsync(db => db.Targets.ToListAsync())).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
        var evidence = (await As(Auditor).SendAsync(new GetEvidence.Query(incident))).Value!;
        evidence.Parts.Single().Files.Where(f => f.Gap != null).Select(f => (f.Kind, f.IsKept, f.Gap))
            .ShouldBe([(kind, false, "The portal’s database had no room for this, so it was not kept.")]);
        evidence.Files.ShouldBe(EvidenceKinds.Essential.Count + EvidenceKinds.Rest.Count - 1, "what fits is kept");
        (await ReadAsync(db => db.EvidenceChunks.CountAsync())).ShouldBe(evidence.Files, "nothing is left of what did not fit");
        (await ReadAsync(db => db.Work.CountAsync(w => w.DoneAt == null && w.Kind == "preserve-rest"))).ShouldBe(0);
        _limit.Pages = 0;
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Threat_T67_AuditDown_WhilePreserving_SendsNothingUntilItIsBack()
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ExternalClientApp, 2);
        await AppEstate.DeclareAsync(Portal, [app]);
        var pause = app.Org.Fake.EvidencePauses[EvidenceKind.Sessions] = new Pause();
        var work = RunWorkAsync();
        await pause.ReachedAsync();
        _fault.IsOn = true;
        pause.Release();
        await work;

        _fault.Refused.ShouldBeGreaterThan(0);
        (app.Org.Fake.Effects.Count, app.Org.Fake.Calls(OrgCall.Act), app.Org.Fake.Calls(OrgCall.Revoke)).ShouldBe((0, 0, 0));
        (await ReadAsync(db => db.EvidenceFiles.CountAsync())).ShouldBe(0, "no claim without its entry");

        _fault.IsOn = false;
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RunWorkAsync();

        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
        (await ReadAsync(db => db.EvidenceFiles.ToListAsync())).ShouldAllBe(f => f.Gap == null && f.Sha256 != null);
        app.Org.Fake.Effects.ShouldBeUnique();
        await Audit.ShouldBeUnbrokenAsync();
    }

    private async Task FillAsync()
    {
        if (Portal.Database == TestDatabase.Sqlite)
        {
            // Half a megabyte: journal and audit have room.
            await _limit.LeaveAsync(Portal, 128);
            return;
        }
        await ReadAsync(db => db.Database.ExecuteSqlRawAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON "EvidenceChunks" FOR EACH ROW WHEN (octet_length(NEW."Sealed") > 500000) EXECUTE FUNCTION refuse();
            """));
    }
}
