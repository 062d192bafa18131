using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Governance.OrgSimulator;
using Governance.OrgSimulator.Control;
using Governance.OrgSimulator.World;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>What a containment does beside revoking, against the stand-in world: done, proven by a fresh read, and caught when the org
/// lies.</summary>
public sealed class OrgActsTests : IAsyncLifetime, IDisposable
{
    private readonly Bench _bench = new(o => (o.FirstLook, o.LongestLook) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50)));
    private SimulatorHost _world = null!;
    private Org _org = null!;
    private OrgLink _reader = null!;
    private ResponderLink _responder = null!;

    public async Task InitializeAsync()
    {
        _world = await StandIn.StartAsync(new SimulatorOptions());
        _org = _world.World.OrgNamed("Core")!;
        var ready = _world.Ready.Orgs.Single(o => o.Name == "Core");
        _reader = await _bench.JwtLinkAsync(ready.LoginUrl, ready.ClientId, ready.Username, await File.ReadAllTextAsync(_world.Ready.JwtKeyFile));
        _responder = await _bench.ResponderLinkAsync(_reader, ready.Username.Replace("portal.reader", "portal.responder", StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Shut_OfAConnectedApp_LeavesItToAdminApprovedUsersWithNobodySelected_AndNothingElseChanges()
    {
        var app = _org.AppsByName["Gainfold CS Sync"];
        var before = app.Policy;
        before.AdminApproved.ShouldBeFalse();

        (await DoAsync(TargetKind.AppApproval, app.DeveloperName)).Outcome.ShouldBe(RevocationOutcome.Accepted);

        app.Policy.ShouldBe(before with { AdminApproved = true });
        (app.PreauthorizedSets.Count, app.PreauthorizedProfiles.Count).ShouldBe((0, 0));
        (await SeeAsync(TargetKind.AppApproval, app.DeveloperName)).IsDone.ShouldBe(true);
        (await DoAsync(TargetKind.AppApproval, app.DeveloperName)).Outcome.ShouldBe(RevocationOutcome.AlreadyGone);
    }

    [Fact]
    public async Task Shut_OfAnExternalClientApp_SwitchesItOff()
    {
        var app = _org.AppsByName["Nightly Ledger Sync"];
        var before = app.Policy;
        (await SeeAsync(TargetKind.AppSwitch, app.DeveloperName)).IsDone.ShouldBe(false);

        (await DoAsync(TargetKind.AppSwitch, app.DeveloperName)).Outcome.ShouldBe(RevocationOutcome.Accepted);

        app.IsEnabled.ShouldBeFalse();
        app.Policy.ShouldBe(before);
        (await SeeAsync(TargetKind.AppSwitch, app.DeveloperName)).IsDone.ShouldBe(true);
    }

    [Theory]
    [InlineData("Gainfold CS Sync", AppPolicySetting.Pkce)]
    [InlineData("Gainfold CS Sync", AppPolicySetting.Rotation)]
    [InlineData("Gainfold CS Sync", AppPolicySetting.IdleEnd)]
    [InlineData("Gainfold CS Sync", AppPolicySetting.IpEnforced)]
    [InlineData("Gainfold CS Sync", AppPolicySetting.AdminApproved)]
    [InlineData("Nightly Ledger Sync", AppPolicySetting.IdleEnd)]
    [InlineData("Nightly Ledger Sync", AppPolicySetting.IpEnforced)]
    [InlineData("Nightly Ledger Sync", AppPolicySetting.AdminApproved)]
    public async Task Policy_IsSetInOnePlace_AndReadBack(string name, AppPolicySetting setting)
    {
        var app = _org.AppsByName[name];
        app.Policy = app.Policy with { PkceRequired = false, RotationEnabled = false, RefreshTokenPolicy = "infinite", IpRelaxation = "BYPASS", AdminApproved = false };
        var before = app.Policy;
        var sets = app.PreauthorizedSets.ToList();
        var wish = new AppPolicyWish(app.DeveloperName, app.IsExternalClientApp, setting);
        (await _bench.Org.SeePolicyAsync(_reader, wish, default)).Value!.Holds.ShouldBe(false);

        using (var session = _bench.Get<IOrgResponder>().Begin(_responder))
        {
            (await session.SetPolicyAsync(wish, default)).Value.ShouldNotBeNull();
            (await session.SetPolicyAsync(wish, default)).Value.ShouldBeNull("it is so already");
        }

        (await _bench.Org.SeePolicyAsync(_reader, wish, default)).Value!.Holds.ShouldBe(true);
        app.Policy.ShouldBe(setting switch
        {
            AppPolicySetting.Pkce => before with { PkceRequired = true },
            AppPolicySetting.Rotation => before with { RotationEnabled = true },
            AppPolicySetting.IdleEnd => before with { RefreshTokenPolicy = "specific_inactivity:30:DAYS" },
            AppPolicySetting.IpEnforced => before with { IpRelaxation = "ENFORCE" },
            _ => before with { AdminApproved = true },
        });
        app.PreauthorizedSets.ShouldBe(sets);
    }

    [Theory]
    [InlineData("Gainfold CS Sync", AppPolicySetting.Pkce)]
    [InlineData("Gainfold CS Sync", AppPolicySetting.IdleEnd)]
    [InlineData("Nightly Ledger Sync", AppPolicySetting.IdleEnd)]
    [InlineData("Nightly Ledger Sync", AppPolicySetting.IpEnforced)]
    public async Task Policy_GoesBackToHowItWas_UnlessSomebodyChangedItSince(string name, AppPolicySetting setting)
    {
        var app = _org.AppsByName[name];
        app.Policy = app.Policy with { PkceRequired = false, RefreshTokenPolicy = "infinite", IpRelaxation = "BYPASS" };
        var before = app.Policy;
        var wish = new AppPolicyWish(app.DeveloperName, app.IsExternalClientApp, setting);
        using var session = _bench.Get<IOrgResponder>().Begin(_responder);
        var back = wish with { Back = (await session.SetPolicyAsync(wish, default)).Value };
        (await _bench.Org.SeePolicyAsync(_reader, back, default)).Value!.Holds.ShouldBe(false);

        (await session.SetPolicyAsync(back, default)).Value.ShouldNotBeNull();
        (await session.SetPolicyAsync(back, default)).Value.ShouldBeNull("it is so already");

        (await _bench.Org.SeePolicyAsync(_reader, back, default)).Value!.Holds.ShouldBe(true);
        app.Policy.ShouldBe(before);
        app.Policy = app.Policy with { RefreshTokenPolicy = "specific_lifetime:7:DAYS", IpRelaxation = "ENFORCE", PkceRequired = true };
        var since = app.Policy;
        if (setting == AppPolicySetting.IdleEnd)
        {
            (await session.SetPolicyAsync(back, default)).Problem.ShouldNotBeNull("a third value is somebody else’s");
            app.Policy.ShouldBe(since);
        }
    }

    [Fact]
    public async Task Policy_OfAnAppTheOrgDoesNotHave_IsLeftToAPerson()
    {
        var wish = new AppPolicyWish("No_Such_App", false, AppPolicySetting.Pkce);
        using var session = _bench.Get<IOrgResponder>().Begin(_responder);

        (await session.SetPolicyAsync(wish, default)).Problem!.Kind.ShouldBe(ProblemKind.RemoteRefused);
        (await _bench.Org.SeePolicyAsync(_reader, wish, default)).Value!.Holds.ShouldBeNull();
    }

    [Fact]
    public async Task EndTokens_OfAnExternalClientApp_LeavesNone()
    {
        var app = _org.AppsByName["Nightly Ledger Sync"];
        Live(app).ShouldBeGreaterThan(0);
        (await SeeAsync(TargetKind.AppTokens, app.Id)).IsDone.ShouldBe(false);

        (await DoAsync(TargetKind.AppTokens, SalesforceIds.Key(app.Id))).Outcome.ShouldBe(RevocationOutcome.Accepted);

        Live(app).ShouldBe(0);
        (await SeeAsync(TargetKind.AppTokens, SalesforceIds.Key(app.Id))).IsDone.ShouldBe(true);
    }

    [Fact]
    public async Task Preauthorization_Goes()
    {
        var access = _org.AppAccesses().First(a => a.App.Name == "Nightly Ledger Sync");
        var id = SalesforceIds.Key(access.IdIn(_org));

        (await DoAsync(TargetKind.Preauthorization, id)).Outcome.ShouldBe(RevocationOutcome.Accepted);

        _org.AppAccesses().ShouldNotContain(access);
        (await SeeAsync(TargetKind.Preauthorization, id)).IsDone.ShouldBe(true);
        (await DoAsync(TargetKind.Preauthorization, id)).Outcome.ShouldBe(RevocationOutcome.AlreadyGone);
    }

    [Fact]
    public async Task Freeze_AndTheirSets()
    {
        var user = _org.Users.First(u => u.Username.StartsWith("integration.gainfold", StringComparison.Ordinal));

        (await DoAsync(TargetKind.UserFreeze, SalesforceIds.Key(user.Id))).Outcome.ShouldBe(RevocationOutcome.Accepted);

        user.IsFrozen.ShouldBeTrue();
        (await SeeAsync(TargetKind.UserFreeze, SalesforceIds.Key(user.Id))).IsDone.ShouldBe(true);
        (await DoAsync(TargetKind.UserFreeze, SalesforceIds.Key(user.Id))).Outcome.ShouldBe(RevocationOutcome.AlreadyGone);
    }

    [Fact]
    public async Task Sessions_OfTheAppEnd_AndNoOthers()
    {
        var app = _org.AppsByName["Gainfold CS Sync"];
        var other = _org.AppsByName["Murmuro Chat"];
        var user = _org.Users.First(u => u.Username.StartsWith("integration.gainfold", StringComparison.Ordinal));
        lock (_org.Gate)
        {
            for (var i = 0; i < 3; i++) _org.OpenSession(user, app, null, "198.51.100.7", "api");
            _org.OpenSession(user, other, null, "198.51.100.8", "api");
        }
        (await SeeAsync(TargetKind.AppSessions, app.Name)).IsDone.ShouldBe(false);

        (await DoAsync(TargetKind.AppSessions, app.Name)).Outcome.ShouldBe(RevocationOutcome.Accepted);

        _org.Sessions.Values.ShouldNotContain(s => s.App == app);
        _org.Sessions.Values.ShouldContain(s => s.App == other);
        (await SeeAsync(TargetKind.AppSessions, app.Name)).IsDone.ShouldBe(true);
    }

    /// <summary>What was taken comes back exactly, of every kind that can be taken back; done twice, it changes nothing.</summary>
    [Fact]
    public async Task Threat_T57_Undo_RestoresExactlyTheFormerState()
    {
        var external = _org.AppsByName["Nightly Ledger Sync"];
        var connected = _org.AppsByName["Gainfold CS Sync"];
        lock (_org.Gate) connected.PreauthorizedSets.Add("Ledger_Integration");
        var user = _org.Users.First(u => u.PermissionSets.Count > 0 && u.Username.StartsWith("integration.", StringComparison.Ordinal));
        var held = user.PermissionSets.Select(s => s.Id).ToList();
        var before = (external.Policy, connected.Policy, string.Join(',', connected.PreauthorizedSets), string.Join(',', external.PreauthorizedSets));
        var opening = SalesforceIds.Key(_org.AppAccesses().First(a => a.App == external).IdIn(_org));
        var assignment = await AssignmentAsync(user);
        (TargetKind Kind, string Subject)[] acts =
        [
            (TargetKind.AppSwitch, external.DeveloperName), (TargetKind.AppApproval, connected.DeveloperName), (TargetKind.Preauthorization, opening),
            (TargetKind.UserFreeze, SalesforceIds.Key(user.Id)), (TargetKind.Assignment, assignment),
        ];
        foreach (var (kind, subject) in acts)
        {
            var known = (await SeeAsync(kind, subject)).Former;
            var done = await DoAsync(kind, subject);
            done.Former.ShouldNotBeNull($"{kind}");
            known.ShouldBe(done.Former, $"{kind}: a process that dies before the answer knows it all the same");
            (await SeeAsync(kind, subject)).Former.ShouldBeNull($"{kind}");
            var undo = Act(kind, subject) with { Former = done.Former };

            (await DoAsync(undo)).Outcome.ShouldBe(RevocationOutcome.Accepted, $"{kind}");
            (await SeeAsync(undo)).IsDone.ShouldBe(true, $"{kind}");
            (await DoAsync(undo)).Outcome.ShouldBe(RevocationOutcome.AlreadyGone, $"{kind}: asked again by who took over");
        }
        (external.Policy, connected.Policy, string.Join(',', connected.PreauthorizedSets), string.Join(',', external.PreauthorizedSets)).ShouldBe(before);
        (external.IsEnabled, user.IsFrozen).ShouldBe((true, false));
        user.PermissionSets.Select(s => s.Id).Order().ShouldBe(held.Order());
    }

    [Fact]
    public async Task Undo_WhenSomebodyChangedItSince_IsLeftToAPerson()
    {
        var app = _org.AppsByName["Gainfold CS Sync"];
        var done = await DoAsync(TargetKind.AppApproval, app.DeveloperName);
        lock (_org.Gate) app.PreauthorizedSets.Add("Ledger_Integration");

        var undone = await DoAsync(Act(TargetKind.AppApproval, app.DeveloperName) with { Former = done.Former });

        undone.Outcome.ShouldBe(RevocationOutcome.Refused);
        undone.Answer.ShouldContain("a person decides in Setup");
    }

    private async Task<string> AssignmentAsync(OrgUser user)
    {
        var set = user.PermissionSets[0];
        var read = await _bench.Org.ReadInventoryAsync(_reader, new InventoryAsk(
            [new CapabilityDue(Domain.Connections.Capability.PermissionSets, null)], [SalesforceIds.Key(user.Id)], [], [], []), CancellationToken.None);
        return read.Value!.Reads.SelectMany(r => r.Items).Single(i => i.Facts is Domain.Inventory.AssignmentFacts a
            && a.UserId == SalesforceIds.Key(user.Id) && a.PermissionSetId == SalesforceIds.Key(set.Id)).Key;
    }

    [Theory]
    [InlineData(TargetKind.Preauthorization, "DELETE")]
    [InlineData(TargetKind.UserFreeze, "PATCH")]
    [InlineData(TargetKind.AppSessions, "DELETE")]
    [InlineData(TargetKind.AppTokens, "DELETE")]
    public async Task Act_WhenTheOrgLies_IsAcceptedAndSeenUndone(TargetKind kind, string verb)
    {
        var app = _org.AppsByName["Nightly Ledger Sync"];
        var user = _org.Users.First(u => u.Username.StartsWith("integration.gainfold", StringComparison.Ordinal));
        lock (_org.Gate) _org.OpenSession(user, app, null, "198.51.100.7", "api");
        var subject = kind switch
        {
            TargetKind.Preauthorization => SalesforceIds.Key(_org.AppAccesses().First(a => a.App == app).IdIn(_org)),
            TargetKind.UserFreeze => SalesforceIds.Key(user.Id),
            TargetKind.AppSessions => app.Name,
            _ => SalesforceIds.Key(app.Id),
        };
        _world.Faults.Add([new FaultRule(new FaultMatch("Core", verb, null, null, null), new FaultEffect { AliveRowKept = true })]);

        (await DoAsync(kind, subject)).Outcome.ShouldBe(RevocationOutcome.Accepted);

        var seen = await SeeAsync(kind, subject);
        seen.IsDone.ShouldBe(false);
        seen.Words.ShouldStartWith("The org accepted it, and");
    }

    [Fact]
    public async Task Act_WithoutTheRight_SaysWhichIsMissing()
    {
        lock (_org.Gate) _org.PermissionSets.Single(s => s.Name == "Governance_Portal_Responder").Permissions.Remove("ModifyMetadata");

        var answer = await DoAsync(TargetKind.AppSwitch, _org.AppsByName["Nightly Ledger Sync"].DeveloperName);

        answer.Outcome.ShouldBe(RevocationOutcome.RightMissing);
        answer.Answer.ShouldContain("Modify Metadata");
    }

    [Fact]
    public async Task Shut_OfAnAppThatIsNotInstalled_SendsAPersonToSetup()
    {
        var answer = await DoAsync(TargetKind.AppApproval, "No_Such_App");

        answer.Outcome.ShouldBe(RevocationOutcome.Refused);
        answer.Answer.ShouldContain("block it in the org's Setup");
    }

    [Fact]
    public async Task Check_WhenTheOrgIsDown_IsUnknownAndNeverDone()
    {
        _world.Faults.Add([new FaultRule(new FaultMatch("Core", "GET", "/query", null, null), new FaultEffect { Status = 503 })]);

        (await SeeAsync(TargetKind.UserFreeze, SalesforceIds.Key(_org.Users[0].Id))).IsDone.ShouldBeNull();
    }

    private static OrgAct Act(TargetKind kind, string subject) => new(new TokenRowKey($"{kind}:{subject}"), kind, subject);

    private Task<RevocationAnswer> DoAsync(TargetKind kind, string subject) => DoAsync(Act(kind, subject));

    private async Task<RevocationAnswer> DoAsync(OrgAct act)
    {
        using var session = _bench.Get<IOrgResponder>().Begin(_responder);
        var answers = new List<RevocationAnswer>();
        await foreach (var answer in session.ActAsync([act], CancellationToken.None)) answers.Add(answer);
        return answers.ShouldHaveSingleItem();
    }

    private Task<ActSeen> SeeAsync(TargetKind kind, string subject) => SeeAsync(Act(kind, subject));

    private async Task<ActSeen> SeeAsync(OrgAct act)
    {
        var check = await _bench.Org.CheckActsAsync(_reader, [act], CancellationToken.None);
        return check.Problem is { } problem ? new ActSeen(null, problem.Message) : check.Value!.Seen.Values.Single();
    }

    private int Live(ClientApp app)
    {
        lock (_org.Gate) return _org.Grants.Count(g => g.App == app && Org.IsListed(g, _org.Now));
    }
}
