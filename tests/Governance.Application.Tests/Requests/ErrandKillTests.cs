using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>What the portal does for approved requests, by a process that dies at drawn boundaries: done once, to the same end.</summary>
public sealed class ErrandKillTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "The ledger team needs it for the close", Addon = "applink-flat-1";
    private static readonly int Seeds = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1" ? 100 : 6;
    private readonly Killer _killer = new();

    protected override PortalSettings Settings => _killer.Settings;

    [Fact]
    public async Task Threat_T56_KilledErrand_IsDoneOnce()
    {
        _killer.Watch(Portal);
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await GivenAsync(new HerokuBuilder("Acme").Into(org));
        Portal.Heroku.Registering = (wish, row) => org.Fake.Register(wish.ClientName, wish.Spec, row.RegistrationId);
        var lived = await CarryOutAsync(org, "lived", [], 0);
        var boundaries = _killer.Crossed;
        _killer.Answers.ShouldBe(5, "given, taken away, asked, set, published");
        for (var seed = 0; seed < Seeds; seed++)
        {
            var draw = new Random(seed);
            int[] deaths = [.. Enumerable.Range(0, draw.Next(3)).Select(_ => draw.Next(1, boundaries + 1))];

            (await CarryOutAsync(org, $"killed{seed}", deaths, seed % 4 + 1)).ShouldBe(lived, $"seed {seed}, {_killer}");
        }
        await Audit.ShouldBeUnbrokenAsync();
    }

    private async Task<string> CarryOutAsync(ConnectedOrg org, string name, int[] deaths, int answer)
    {
        var end = DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(5);
        RequestId[] requests =
        [
            await ApprovedAsync(RequestKind.PermissionSetGrant, ErrandForms.Grant(org, $"{name}@core.example", end)),
            await ApprovedAsync(RequestKind.AppLinkAuthorization, ErrandForms.Record(org, Addon, name)),
            await ApprovedAsync(RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.Pkce, $"App_{name}")),
            await ApprovedAsync(RequestKind.AppLinkPublication, PublicationEstate.Form(org, Addon, (await As(OrgAdmin).SendAsync(new KeepRequestSpec.Command(PublicationEstate.Spec()))).Value!.Hash, name)),
        ];
        var (effects, wishes, published) = (org.Fake.Effects.Count, Portal.Heroku.Wishes.Count, Portal.Heroku.Published.Count);
        _killer.Begin(deaths, [answer]);
        await _killer.RunWorkAsync(Portal);
        var addon = Portal.Heroku.Addons.Single(a => a.Name == Addon);
        var row = addon.Rows.Values.Single(r => r.Name == name);
        addon.Rows[row.Key] = row with { OrgKey = org.Org.SalesforceKey, Username = "integration@core.example", Status = "authorized" };
        Clock.Advance(TimeSpan.FromSeconds(31));
        await _killer.RunWorkAsync(Portal);
        Clock.Advance(TimeSpan.FromDays(7));
        await _killer.RunWorkAsync(Portal);

        // Killed late, it looks for a while before it sends again.
        for (var i = 0; i < PublicationErrand.MostTries; i++)
        {
            Clock.Advance(PublicationErrand.SeenWithin + TimeSpan.FromSeconds(31));
            await _killer.RunWorkAsync(Portal);
        }

        (answer == 0 || _killer.Deaths > 0).ShouldBeTrue(name);
        (Portal.Heroku.Wishes.Count - wishes - 1).ShouldBeLessThanOrEqualTo(_killer.Deaths, name);
        Portal.Heroku.Removals.ShouldBeEmpty(name);
        (Portal.Heroku.Published.Count - published - 1).ShouldBeLessThanOrEqualTo(_killer.Deaths, name);
        addon.Publications.Keys.Count(p => p.Name == name).ShouldBe(1, $"{name}, {_killer}");
        org.Fake.Items.Values.Single(i => i.Key == name).Facts.ShouldBeOfType<RegistrationFacts>().SystemVersion.ShouldBe(1, $"{name}: what arrived is not sent again");
        org.Fake.Effects.ShouldBeUnique(name);
        org.Fake.Gifts.ShouldBeEmpty(name);
        var errands = await ReadAsync(db => db.RequestErrands.AsNoTracking().Where(e => requests.Contains(e.RequestId)).ToListAsync());
        var states = await ReadAsync(db => db.Requests.AsNoTracking().Where(r => requests.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.State));
        return string.Join('\n', [
            $"{org.Fake.Effects.Count - effects} effects, {addon.Rows.Values.Count(r => r.Name == name)} record",
            .. errands.OrderBy(e => Array.IndexOf(requests, e.RequestId)).Select(e =>
                $"{states[e.RequestId]} {e.State}, made {e.RemoteKey is not null}, former {(e.Former is { } f && f.StartsWith("{\"At\"", StringComparison.Ordinal) ? "a try" : e.Former)}, proven {e.ProvenAt is not null}, ended {e.EndedAt is not null}"),
        ]);
    }

    private async Task<RequestId> ApprovedAsync(RequestKind kind, FieldValue[] fields)
    {
        var filed = await As(OrgAdmin).SendAsync(new FileRequest.Command(kind, fields, Why));
        filed.Problem.ShouldBeNull();
        await Portal.ApproveAsync(filed.Value!.Id);
        return filed.Value.Id;
    }
}
