using System.Reflection;
using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Orgs;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Layout;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Pages.Incidents;
using Governance.Web.Tests.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Components;

/// <summary>Renders every routed page, found by reflection, over an estate of two org groups: somebody of one of them
/// reads no name of the other, by no address.</summary>
public sealed class ScopedScreenTests : IncidentPageTest
{
    private const string Canary = "ZZFOREIGN";

    private readonly List<(string What, Dictionary<string, Guid> Ids)> _addresses = [];

    // Between them these two hold every permission that a screen of the estate needs.
    [Theory]
    [InlineData(Role.OrgAdmin)]
    [InlineData(Role.IncidentResponder)]
    public async Task Threat_T45_EveryScreen_WhenScoped_NamesNothingOfOthers(Role role)
    {
        await GivenEstateAsync();
        SignIn(role, "EMEA");

        var screens = RenderAll();

        foreach (var (address, html) in screens) html.ShouldNotContain(Canary, Case.Insensitive, address);
        screens.Count.ShouldBeGreaterThan(25);
        screens.Count(s => s.Html.Contains("Core of EMEA", StringComparison.Ordinal)).ShouldBeGreaterThan(5, "the pages show what is in scope");
    }

    [Fact]
    public async Task EveryScreen_WhenUnscoped_NamesThem()
    {
        await GivenEstateAsync();
        SignIn(Role.IncidentResponder);

        var naming = RenderAll().Where(r => r.Html.Contains(Canary, StringComparison.OrdinalIgnoreCase)).Select(r => r.Address.Split(' ')[0]);

        // Else the test above could not fail.
        naming.Distinct().ShouldBe(
            ["AuditList", "AuthorizationList", "CatalogList", "CertificatesPage", "HerokuPage", "IncidentList", "IncidentNew", "IncidentPage", "OrgList", "OrgPage", "OverviewPage", "RequestNew", "RequestPage"],
            ignoreOrder: true);
    }

    private static IEnumerable<Type> Pages() => typeof(NotFound).Assembly.GetTypes()
        .Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).OrderBy(t => t.Name, StringComparer.Ordinal);

    private static Dictionary<string, object?> ParametersOf(Type page, Dictionary<string, Guid> ids)
    {
        var id = page.Name switch
        {
            "HerokuPage" => ids["account"],
            "OrgPage" => ids["connection"],
            "IncidentPage" => ids["incident"],
            "RequestPage" => ids["request"],
            "AuthorizationList" => ids["authorization"],
            _ => Guid.Empty,
        };
        var found = new Dictionary<string, object?>();
        foreach (var property in page.GetProperties().Where(p => p.GetCustomAttribute<ParameterAttribute>() is not null))
        {
            if (property.Name == "Id") found["Id"] = id;
            else if (property.Name == "TargetId") found["TargetId"] = ids["target"];
            else if (property.Name == "Seq") found["Seq"] = 1L;
        }
        return found;
    }

    private List<(string Address, string Html)> RenderAll()
    {
        var all = new List<(string, string)>();
        foreach (var page in Pages())
        {
            foreach (var (what, ids) in _addresses)
            {
                var parameters = ParametersOf(page, ids);
                if (parameters.Count == 0 && what != _addresses[0].What) continue;
                if (page == typeof(IncidentNew))
                {
                    Services.GetRequiredService<NavigationManager>().NavigateTo("/");
                    Services.GetRequiredService<RevocationDraft>().Selection = AuthorizationSelection.All(new AuthorizationFilter());
                }
                using var frame = Render(builder =>
                {
                    builder.OpenComponent(0, page);
                    foreach (var (name, value) in parameters) builder.AddComponentParameter(1, name, value);
                    builder.CloseComponent();
                });
                frame.WaitForState(() => frame.Markup.Length > 0 && !frame.Markup.Contains("class=\"skel", StringComparison.Ordinal), Limit);
                all.Add(($"{page.Name} {what}", frame.Markup));
            }
        }
        return all;
    }

    private async Task GivenEstateAsync()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(A.Vendor($"{Canary} vendor"));
        var mine = await GivenAsync(An.Org("Core of EMEA").InGroup("EMEA"));
        var other = await GivenAsync(An.Org($"{Canary} org").InGroup("AMER"));
        // Leaves audit entries about both.
        await Portal.SendAsync(Actors.OrgAdmin, new RequestSync.Command(mine.Connection.Id));
        await Portal.SendAsync(Actors.OrgAdmin, new RequestSync.Command(other.Connection.Id));
        var here = await GivenAsync(An.Authorization().In(mine));
        var there = await GivenAsync(An.Authorization().In(other).By($"{Canary}@example.com"));
        var strange = await GivenAsync(An.Authorization().In(other).Of($"{Canary} vendor app").By($"{Canary}2@example.com"));
        var heroku = await GivenAsync(A.HerokuAccount().Into(mine, "bot_of_emea").Into(other, $"{Canary}_bot")
            .Into(other, $"{Canary}_more", $"applink-{Canary}").IntoAnUnknownOrg($"{Canary}_stray"));
        var shared = await GivenAsync(An.Incident().About("Gainfold").Against(here, there));
        var foreign = await GivenAsync(An.Incident().About($"{Canary} scope").Against(strange));
        foreach (var target in shared.Targets) await ChangeAsync(target.Id, t => t.Ask(t.RowKey, Portal.Clock.Now));
        await ChangeAsync(shared.Targets[1].Id, t => t.Fail(TargetState.Refused, $"{Canary} said no."));
        var (asked, unseen) = (await AskAsync(await GivenAsync(An.Authorization().In(mine).Of("Payroll"))), await AskAsync(await GivenAsync(An.Authorization().In(other).Of($"{Canary} app"))));
        _addresses.Add(("mine", Ids(mine, here, shared, shared.Targets[0].Id, asked)));
        _addresses.Add(("shared", Ids(other, there, shared, shared.Targets[1].Id, unseen)));
        _addresses.Add(("foreign", Ids(other, strange, foreign, foreign.Targets[0].Id, unseen)));

        Dictionary<string, Guid> Ids(ConnectedOrg org, Authorization row, DeclaredIncident incident, TargetId target, Guid request) => new()
        {
            ["request"] = request,
            ["account"] = heroku.Account.Id.Value,
            ["connection"] = org.Connection.Id.Value,
            ["incident"] = incident.Incident.Id.Value,
            ["target"] = target.Value,
            ["authorization"] = row.Id.Value,
        };
    }

    private async Task<Guid> AskAsync(Authorization grant)
    {
        var selection = AuthorizationSelection.Of(grant.Id);
        var outlook = (await Portal.SendAsync(Actors.OrgAdmin, new PlanRevocation.Query(selection))).Value!;
        return (await Portal.SendAsync(Actors.OrgAdmin, new FileRevocation.Command(selection, outlook.Stops.Hash, "Nobody uses these any more"))).Value!.Id.Value;
    }
}
