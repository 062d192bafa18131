using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>Orgs that are honest, slow, keep what they said they ended, hide it, answer in part, or are down: no label claims a fact that
/// the truth contradicts, and what can be proven is. Targets of every kind, some with a canary; a drawn sample, or 1,000 of each sort with
/// GOVERNANCE_TEST_FULL=1.</summary>
public sealed class WrongLabelTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";
    private static readonly Problem NoAnswer = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");
    private static readonly Problem NoRight = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission");

    private enum OrgMode
    {
        Whole,
        Partial,
        Down,
        DownAfter,
        RightLost,
    }

    private enum Mode
    {
        Honest,
        Slow,
        Kept,
        Hidden,
        Silent,
        Refused,
    }

    /// <summary>A canary of the estate's first grant, or of its door.</summary>
    private enum CanaryMode
    {
        None,
        Token,
        Unmoved,
        SilentBefore,
        RefusedOtherwise,
        Door,
    }

    [Fact]
    public async Task Threat_T54_WhateverTheOrgDoes_NoLabelIsWrong()
    {
        var seed = Full ? 1 : Random.Shared.Next();
        var (draw, seen, wrong) = (new Random(seed), new Dictionary<string, int>(), new List<string>());
        for (var round = 0; round < (Full ? 13 : 1); round++) wrong.AddRange(await ContainAsync(draw, round, seen));

        wrong.ShouldBeEmpty($"seed {seed}");
        if (Full) seen.Values.ShouldAllBe(n => n >= 400);
        await Audit.ShouldBeUnbrokenAsync();
    }

    private async Task<List<string>> ContainAsync(Random draw, int round, Dictionary<string, int> seen)
    {
        OrgMode[] modes = [OrgMode.Whole, OrgMode.Whole, OrgMode.Whole, OrgMode.Whole, OrgMode.Partial, (OrgMode)draw.Next(2, 5)];
        List<(AppEstate App, OrgMode Org, Dictionary<string, Mode> Of, CanaryMode Canary)> estates = [];
        foreach (var (mode, i) in modes.Select((m, i) => (m, i)))
        {
            var app = await AppEstate.PutAsync(Portal, i % 2 == 0 ? ClientAppKind.ExternalClientApp : ClientAppKind.ConnectedApp, Full ? 94 : 4, $"Org {round}-{i}");
            var canary = (CanaryMode)draw.Next(6);
            if (canary != CanaryMode.None) await SingAsync(app, canary);
            estates.Add((app, mode, Drawn(app, mode, draw), canary));
        }
        var incident = await AppEstate.DeclareAsync(Portal, estates.Select(e => e.App));

        await RunWorkAsync();
        var wrong = await HoldAsync(incident, estates, later: false);
        // Whoever still has a hidden token uses it; event data tells.
        Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var (app, _, of, _) in estates)
            app.Org.Fake.Logins.AddRange(app.Grants.Where(g => of[g.RowKey] == Mode.Hidden).Select(g => new LoginSeen(g.UserId, g.AppName, "203.0.113.9", "TLS 1.3", Clock.Now, Clock.Now)));
        Clock.Advance(TimeSpan.FromMinutes(12));
        await RunWorkAsync();
        wrong.AddRange(await HoldAsync(incident, estates, later: true));

        foreach (var (_, org, of, _) in estates)
            foreach (var mode in of.Values.Select(m => org == OrgMode.Whole ? $"{m}" : org == OrgMode.Partial ? $"{org}" : "Down"))
                seen[mode] = seen.GetValueOrDefault(mode) + 1;
        return wrong;
    }

    // Handed over while all is well; from then on it is as drawn.
    private async Task SingAsync(AppEstate app, CanaryMode mode)
    {
        var world = await (await CanaryWorld.OverAsync(Portal, app)).WithCanaryAsync(ofDoor: mode == CanaryMode.Door);
        var atOrg = world.AtOrg;
        atOrg.Moves = mode != CanaryMode.Unmoved;
        if (mode == CanaryMode.RefusedOtherwise) atOrg.Says = CanaryOutcome.RefusedOtherwise;
        if (mode != CanaryMode.SilentBefore) return;
        atOrg.Says = CanaryOutcome.NoAnswer;
        app.Org.Fake.Before[OrgCall.Revoke] = () => atOrg.Says = null;
    }

    private static Dictionary<string, Mode> Drawn(AppEstate app, OrgMode org, Random draw)
    {
        var (fake, of) = (app.Org.Fake, new Dictionary<string, Mode>());
        foreach (var name in app.Grants.Select(g => g.RowKey)) Take(name, () => fake.KeptRows[new TokenRowKey(name)] = true, () => fake.RefusedRows[new TokenRowKey(name)] = RevocationOutcome.Refused);
        foreach (var act in app.Acts) Take(FakeLies.Of(act.Kind, act.Subject), () => fake.KeptActs[act] = true, () => fake.RefusedActs[act] = RevocationOutcome.Refused);
        switch (org)
        {
            case OrgMode.Partial:
                fake.CountsTooMany = 1;
                foreach (var act in app.Acts) fake.Lies.Blind[FakeLies.Of(act.Kind, act.Subject)] = true;
                break;
            case OrgMode.Down:
                foreach (var call in new[] { OrgCall.Revoke, OrgCall.Act, OrgCall.ReadTokens, OrgCall.CheckActs, OrgCall.ReadEvidence }) fake.Refusals[call] = NoAnswer;
                break;
            case OrgMode.DownAfter:
                fake.Refusals[OrgCall.ReadTokens] = fake.Refusals[OrgCall.CheckActs] = NoAnswer;
                break;
            case OrgMode.RightLost:
                fake.Refusals[OrgCall.ReadTokens] = fake.Refusals[OrgCall.CheckActs] = NoRight;
                break;
        }
        return of;

        void Take(string name, Action keep, Action refuse)
        {
            of[name] = (Mode)draw.Next(6);
            switch (of[name])
            {
                case Mode.Slow:
                    fake.Lies.Slow[name] = draw.Next(1, 3);
                    break;
                case Mode.Kept:
                    keep();
                    break;
                case Mode.Hidden:
                    fake.Lies.Hidden[name] = true;
                    break;
                case Mode.Silent:
                    fake.Lies.Silent[name] = true;
                    break;
                case Mode.Refused:
                    refuse();
                    break;
            }
        }
    }

    private async Task<List<string>> HoldAsync(IncidentId incident, List<(AppEstate App, OrgMode Org, Dictionary<string, Mode> Of, CanaryMode Canary)> estates, bool later)
    {
        var (wrong, targets) = (new List<string>(), await ReadAsync(db => db.Targets.AsNoTracking().Where(t => t.IncidentId == incident).ToListAsync()));
        foreach (var (app, org, of, canary) in estates)
        {
            foreach (var target in targets.Where(t => t.OrgId == app.Org.Org.Id))
            {
                var name = target.Subject is { } subject ? FakeLies.Of(target.Kind, subject) : target.RowKey;
                var label = (target.State, target.Level);
                var heard = target.RowKey == app.Grants[0].RowKey && canary != CanaryMode.Door ? canary
                    : (target.Kind, target.Subject) == app.Acts[0] && canary == CanaryMode.Door ? canary : CanaryMode.None;
                var where = $"{org} {of[name]} {target.Kind}, canary {heard}{(later ? ", later" : "")}: {label}, “{target.LastAnswer}”";
                if (label != Expected(org, of[name], heard, target.Kind, later)) wrong.Add(where);
                if (Contradicts(app, org, of[name], target, name)) wrong.Add($"contradicted: {where}");
            }
        }
        (await ReadAsync(db => db.Incidents.SingleAsync(i => i.Id == incident))).State.ShouldNotBe(IncidentState.Contained);
        targets.Count.ShouldBe(estates.Sum(e => e.Of.Count));
        return wrong;
    }

    // containment.md, "Proof levels", written out for what this world does.
    private static (TargetState, ProofLevel) Expected(OrgMode org, Mode mode, CanaryMode canary, TargetKind kind, bool later) => (org, mode) switch
    {
        (OrgMode.Down, _) => (TargetState.Unreachable, ProofLevel.L0),
        (_, Mode.Refused) => (TargetState.Refused, ProofLevel.L0),
        (_, Mode.Silent) => (TargetState.Unreachable, ProofLevel.L0),
        (OrgMode.RightLost, _) => (TargetState.RightMissing, ProofLevel.L1),
        (OrgMode.Partial or OrgMode.DownAfter, _) => (TargetState.Unreachable, ProofLevel.L1),
        (_, Mode.Kept) => (TargetState.StillAlive, ProofLevel.L1),
        (_, Mode.Hidden) when canary is not (CanaryMode.None or CanaryMode.RefusedOtherwise) => (TargetState.StillAlive, ProofLevel.L1),
        (_, Mode.Hidden) when later && kind == TargetKind.OAuth => (TargetState.StillAlive, ProofLevel.L1),
        (_, Mode.Honest or Mode.Slow) when canary is CanaryMode.Token or CanaryMode.Door => (TargetState.Done, ProofLevel.L4),
        _ => (TargetState.Done, later && kind == TargetKind.OAuth ? ProofLevel.L3 : ProofLevel.L2),
    };

    // What a label claims, against what the org holds, shows and was asked.
    private static bool Contradicts(AppEstate app, OrgMode org, Mode mode, IncidentTarget target, string name)
    {
        var fake = app.Org.Fake;
        var holds = target.Subject is { } subject ? !fake.Acts.Contains((target.Kind, subject)) : fake.Rows.Any(r => r.Key.Value == name);
        var isUsed = target.Subject is null && fake.Logins.Any(l => l.UserId == app.Grants.Single(g => g.RowKey == name).UserId && l.LastAt > target.AcceptedAt);
        return target.Level switch
        {
            ProofLevel.L1 => target.AcceptedAt is null || org == OrgMode.Down || mode is Mode.Silent or Mode.Refused || (target.State == TargetState.StillAlive && !holds),
            // Hidden is the one lie that a list cannot tell.
            ProofLevel.L2 => org != OrgMode.Whole || (holds && mode != Mode.Hidden) || target.ProvedAt < target.AcceptedAt,
            ProofLevel.L3 => org != OrgMode.Whole || holds || isUsed,
            ProofLevel.L4 => org != OrgMode.Whole || holds || isUsed || fake.Calls(OrgCall.Canary) < 3,
            _ => target.ProvedAt is not null || target.State == TargetState.Done,
        };
    }
}
