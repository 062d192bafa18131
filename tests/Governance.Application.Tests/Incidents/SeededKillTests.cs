using System.Security.Cryptography;
using System.Text.Json;
using Governance.Application.Incidents;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Tests.Incidents;

/// <summary>A whole containment, from the evidence to the last later proof and an undo, in a small estate drawn from a seed: once as it
/// is, and once with a process that dies at drawn boundaries.</summary>
public sealed class SeededKillTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const int Seeds = 20;
    private static readonly TargetKind[] Undoable = [TargetKind.AppSwitch, TargetKind.AppApproval, TargetKind.Preauthorization, TargetKind.UserFreeze, TargetKind.Assignment];
    private readonly Killer _killer = new();

    // What follows every read by itself is no part of a containment, and takes longer than it.
    protected override PortalSettings Settings => _killer.Settings with
    {
        Services = services =>
        {
            foreach (var judging in services.Where(s => s.ServiceType == typeof(IWorkHandler) && s.ImplementationType?.Name.StartsWith("Evaluate", StringComparison.Ordinal) == true).ToList())
                services.Remove(judging);
            services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
            services.AddSingleton<IWorkHandler>(new JudgesNothing(EvaluateOrgWork.WorkKind)).AddSingleton<IWorkHandler>(new JudgesNothing(EvaluateEstateWork.WorkKind));
        },
    };

    /// <summary>Twenty seeds each; with GOVERNANCE_TEST_FULL=1 two hundred.</summary>
    public static TheoryData<int> FirstSeeds => Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1" ? [.. Enumerable.Range(0, 10).Select(b => b * Seeds)] : [0];

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public async Task Threat_T56_KilledAnywhere_EndsTheSame(int first)
    {
        _killer.Watch(Portal);
        var (lived, boundaries, answers) = ((IReadOnlyList<string>)[], 0, 0);
        for (var seed = first; seed < first + Seeds; seed++)
        {
            // Two ways to die in each estate.
            if (seed % 2 == 0) (lived, boundaries, answers) = (await ContainAsync(seed / 2, [], []), _killer.Crossed, _killer.Answers);
            var draw = new Random(seed);
            var deaths = Enumerable.Range(0, draw.Next(4)).Select(_ => draw.Next(1, boundaries + 1)).ToList();

            var killed = await ContainAsync(seed / 2, deaths, [draw.Next(1, answers + 1)]);

            killed.Except(lived).Select(l => $"killed: {l}").Concat(lived.Except(killed).Select(l => $"lived: {l}"))
                .ShouldBeEmpty($"seed {seed}, {_killer}");
        }
        await Audit.ShouldBeUnbrokenAsync();
    }

    /// <returns>Everything that must not depend on who died when, line by line.</returns>
    private async Task<IReadOnlyList<string>> ContainAsync(int seed, IReadOnlyList<int> deaths, int[] answers)
    {
        var draw = new Random(seed);
        var apps = new List<AppEstate>();
        for (var i = draw.Next(4) == 0 ? 2 : 1; i > 0; i--) apps.Add(await DrawnAsync(draw, $"Org {seed}-{i}"));
        var incident = await AppEstate.DeclareAsync(Portal, apps);
        var (retries, undoes) = (draw.Next(2) == 0, Undoable.Where(_ => draw.Next(2) == 0).ToArray());

        _killer.Begin(deaths, answers);
        await _killer.RunWorkAsync(Portal);
        if (retries) await RetryAsync(incident, apps);
        Clock.Advance(TimeSpan.FromMinutes(16));
        await _killer.RunWorkAsync(Portal);
        await UndoAsync(incident, undoes);
        Clock.Advance(TimeSpan.FromHours(80));
        await _killer.RunWorkAsync(Portal);
        var where = $"seed {seed}, {_killer}";

        (answers.Length == 0 || _killer.Deaths > 0).ShouldBeTrue(where);
        (await ReadAsync(db => db.Work.CountAsync(w => w.DoneAt == null))).ShouldBe(0, where);
        Orgs.OpenSessions.ShouldBe(0, where);
        foreach (var app in apps) app.Org.Fake.Effects.ShouldBeUnique($"nothing is done twice: {where}");
        return await EndAsync(incident, apps, where);
    }

    private async Task<AppEstate> DrawnAsync(Random draw, string name)
    {
        var app = await AppEstate.PutAsync(Portal, draw.Next(2) == 0 ? ClientAppKind.ExternalClientApp : ClientAppKind.ConnectedApp, draw.Next(1, 4), name);
        var fake = app.Org.Fake;
        foreach (var grant in app.Grants)
        {
            var key = new TokenRowKey(grant.RowKey);
            if (draw.Next(4) == 0) fake.KeptRows[key] = true;
            if (draw.Next(6) == 0) fake.RefusedRows[key] = RevocationOutcome.Refused;
        }
        foreach (var act in app.Acts)
        {
            if (draw.Next(5) == 0) fake.KeptActs[act] = true;
            if (draw.Next(8) == 0) fake.RefusedActs[act] = draw.Next(2) == 0 ? RevocationOutcome.Unreachable : RevocationOutcome.RightMissing;
        }
        foreach (var kind in EvidenceKinds.Essential.Concat(EvidenceKinds.Rest).Where(_ => draw.Next(6) == 0).ToList()) fake.EvidenceGaps[kind] = "Not permitted.";
        return app;
    }

    private async Task RetryAsync(IncidentId incident, List<AppEstate> apps)
    {
        foreach (var fake in apps.Select(a => a.Org.Fake))
        {
            fake.KeptRows.Clear();
            fake.RefusedRows.Clear();
            fake.KeptActs.Clear();
            fake.RefusedActs.Clear();
        }
        if ((await As(Responder).SendAsync(new RetryFailed.Command(incident))).Problem is { } nothing) nothing.Code.ShouldBe(IncidentProblems.NothingFailed.Code);
        await _killer.RunWorkAsync(Portal);
    }

    private async Task UndoAsync(IncidentId incident, TargetKind[] kinds)
    {
        foreach (var target in (await ReadAsync(db => db.Targets.AsNoTracking().Where(t => t.IncidentId == incident && kinds.Contains(t.Kind)).ToListAsync())).Where(t => t.CanUndo))
            (await As(Responder).SendAsync(new UndoTarget.Command(incident, target.Id, "Wrong app, back to work"))).Problem.ShouldBeNull();
        await _killer.RunWorkAsync(Portal);
    }

    private async Task<IReadOnlyList<string>> EndAsync(IncidentId id, List<AppEstate> apps, string where)
    {
        var incident = await ReadAsync(db => db.Incidents.AsNoTracking().SingleAsync(i => i.Id == id));
        var targets = await ReadAsync(db => db.Targets.AsNoTracking().Where(t => t.IncidentId == id).ToListAsync());
        var evidence = (await As(Auditor).SendAsync(new GetEvidence.Query(id))).Value!;
        var proofs = await ReadAsync(db => db.LaterProofs.AsNoTracking().Where(p => p.IncidentId == id).ToListAsync());
        var passports = await ReadAsync(db => db.Passports.CountAsync(p => p.IncidentId == id));
        return
        [
            $"{incident.State}, settled {incident.SettledAt is not null}, {passports} passports, {await BundleAsync(id, where)} files",
            .. apps.SelectMany((app, place) => Lines(app).Select(line => $"org {place}: {line}")),
        ];

        IEnumerable<string> Lines(AppEstate app) =>
        [
            .. app.Org.Fake.Rows.Select(r => $"left {r.Username}"),
            .. app.Org.Fake.Effects.Select(e => $"did {app.Grants.Aggregate(e, (text, g) => text.Replace(g.RowKey, g.Username).Replace(g.UserId, g.Username))}"),
            .. targets.Where(t => t.OrgId == app.Org.Org.Id).Select(t =>
                $"{t.Kind} {t.Username}: {t.State} {t.Level}, former {t.Former is not null}, undo asked {t.UndoAskedAt is not null}, undone {t.UndoneAt is not null}"),
            .. evidence.Parts.Single(p => p.Org == app.Org.Org.Id).Files.Select(f => $"{f.Kind} kept {f.IsKept} {f.Gap}"),
            .. proofs.Where(p => p.ConnectionId == app.Org.Connection.Id).Select(p => $"proof {p.AfterMinutes}: done {p.DoneAt is not null}, back {p.Back} {p.Trouble}"),
        ];
    }

    /// <summary>Checks every hash of the bundle's manifest.</summary>
    /// <returns>How many files there were.</returns>
    private async Task<int> BundleAsync(IncidentId incident, string where)
    {
        using var folder = await EvidenceFolder.DownloadAsync(Portal, Responder, incident);
        using var manifest = JsonDocument.Parse(folder.Text("manifest.json"));
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToList();
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(folder.FileOf(file.GetProperty("path").GetString()!));
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(file.GetProperty("sha256").GetString(), $"{file}: {where}");
        }
        return files.Count;
    }

    private sealed class JudgesNothing(string kind) : IWorkHandler
    {
        public string Kind => kind;

        public Task RunAsync(WorkItem item, CancellationToken ct) => Task.CompletedTask;
    }
}
