using System.Reflection;
using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.TestKit;
using Governance.Web.Auth;
using Governance.Web.Components.Layout;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Pages.Incidents;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Hostile;

/// <summary>Every routed page, found by reflection, over the hostile estate.</summary>
[Collection(HostileEstate.Collection)]
public sealed class HostileScreenTests : PageTest, IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // What no page of ours is made of, and what may stand on one only from our own sources.
    private const string NotOurs = "script, img, iframe, object, embed, base, meta, link, style, marquee, video, audio, [srcdoc], [style*='url(']";

    private readonly HostileEstate _estate;
    private Dictionary<string, Guid[]> _ids = [];

    public HostileScreenTests(HostileEstate estate)
    {
        _estate = estate;
        var services = estate.Portal.Services;
        Services.AddSingleton(services.GetRequiredService<UseCaseRunner>());
        Services.AddSingleton(new SessionDrafts(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<IDataProtectionProvider>(), TimeProvider.System));
        Services.AddScoped<UseCases>().AddScoped<RevocationDraft>();
    }

    public async Task InitializeAsync() => _ids = await _estate.Portal.ReadAsync(async db => new Dictionary<string, Guid[]>
    {
        ["OrgPage"] = [.. (await db.Connections.ToListAsync()).Select(c => c.Id.Value)],
        ["AuthorizationList"] = [.. (await db.Authorizations.ToListAsync()).Take(12).Select(a => a.Id.Value)],
        ["CertificatesPage"] = [.. (await db.Items.Where(i => i.Kind == Domain.Inventory.ItemKind.Certificate).ToListAsync()).Take(6).Select(i => i.Id.Value)],
        ["PermissionSetsPage"] = [.. (await db.Items.Where(i => i.Kind == Domain.Inventory.ItemKind.PermissionSet).ToListAsync()).Select(i => i.Id.Value)],
        ["CatalogEntryPage"] = [.. (await db.CatalogEntries.ToListAsync()).Select(e => e.Id.Value)],
        ["IncidentPage"] = [.. (await db.Incidents.ToListAsync()).Select(i => i.Id.Value)],
        ["HerokuPage"] = [.. (await db.HerokuAccounts.ToListAsync()).Select(a => a.Id.Value)],
    });

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Theory]
    [InlineData(Role.OrgAdmin)]
    [InlineData(Role.SecurityReviewer)]
    [InlineData(Role.IncidentResponder)]
    public async Task Threat_T10_HostileEstate_RendersAsText(Role role)
    {
        await SignInAsync(role);

        var screens = RenderAll();

        screens.Count.ShouldBeGreaterThan(35);
        foreach (var (address, page) in screens)
        {
            page.QuerySelectorAll(NotOurs).ShouldBeEmpty(address);
            page.QuerySelectorAll("*").SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(address);
            page.QuerySelectorAll("svg").Where(s => !s.ClassList.Contains("ic") && s.QuerySelectorAll("[href]").Any(h => !IsLocal(h.GetAttribute("href")))).ShouldBeEmpty(address);
        }
        // They did reach the screens, or nothing was tried.
        var seen = string.Join('\n', screens.Select(s => s.Page.TextContent));
        foreach (var text in new[] { HostileEstate.Script, "<img src=x onerror=alert(1)>", "</title></textarea><script>alert(1)</script>", "<script>alert('org 2')</script>" })
            seen.ShouldContain(text);
    }

    [Theory]
    [InlineData(Role.OrgAdmin)]
    [InlineData(Role.SecurityReviewer)]
    [InlineData(Role.IncidentResponder)]
    public async Task Threat_T11_OrgUrl_IsNotALink(Role role)
    {
        await SignInAsync(role);

        var screens = RenderAll();

        var links = screens.SelectMany(s => s.Page.QuerySelectorAll("[href], [src], [action], [formaction], [xlink\\:href], [data]").Select(e => (s.Address, Element: e))).ToList();
        links.Count.ShouldBeGreaterThan(500);
        foreach (var (address, element) in links)
        {
            foreach (var target in new[] { "href", "src", "action", "formaction", "xlink:href", "data" }.Select(element.GetAttribute).OfType<string>().Where(t => !IsLocal(t)))
            {
                // The one way out: Setup of an org whose host was checked when it was connected.
                new Uri(target).IsLoopback.ShouldBeTrue($"{address} leads to {target}");
                element.GetAttribute("rel").ShouldBe("noopener noreferrer", address);
            }
        }
        string.Join('\n', screens.Select(s => s.Page.TextContent)).ShouldContain(HostileEstate.JavaScript);
    }

    [Fact]
    public async Task Threat_T14_LookAlikeName_IsMarkedOnEveryScreen()
    {
        await SignInAsync(Role.IncidentResponder);

        var screens = RenderAll();

        _estate.Texts.Count(t => Foreign.Visible(t) != t).ShouldBeGreaterThan(5, "names that mislead");
        foreach (var (address, page) in screens)
        {
            foreach (var raw in _estate.Texts.Where(t => Foreign.Visible(t) != t && t.Any(char.IsLetterOrDigit)))
                page.TextContent.Contains(raw, StringComparison.Ordinal).ShouldBeFalse($"{address} shows {Foreign.Visible(raw)} as it came");
        }
        string.Join('\n', screens.Select(s => s.Page.TextContent)).ShouldContain("[U+202E]");
    }

    /// <summary>The scoped person sees the second org; nothing of the first is on any screen, by whatever address.</summary>
    [Theory]
    [InlineData(Role.OrgAdmin)]
    [InlineData(Role.IncidentResponder)]
    public async Task Threat_T45_ForeignDeepLink_IsNotFound_InTheHostileEstate(Role role)
    {
        await SignInAsync(role, "AMER");

        var screens = RenderAll();

        _estate.OfFirstOnly.ShouldContain(HostileEstate.Script);
        foreach (var (address, page) in screens)
            foreach (var text in _estate.OfFirstOnly) page.TextContent.Contains(Foreign.Visible(text), StringComparison.Ordinal).ShouldBeFalse($"{address} names {text}");
        screens.Count(s => s.Page.TextContent.Contains(_estate.Second.Name, StringComparison.Ordinal)).ShouldBeGreaterThan(3, "the pages show what is in scope");
    }

    private static bool IsLocal(string? target) => target is null or "" || target[0] == '#' || (Uri.TryCreate(new Uri("http://portal/"), target, out var to) && to.Host == "portal" && to.Scheme == "http");

    private async Task SignInAsync(Role role, string? orgGroup = null)
    {
        // Keeps the session fresh by the world's clock.
        await _estate.AskAsync(Actors.Auditor, new ListFilterChoices.Query());
        var signedIn = this.AddAuthorization().SetAuthorized($"{role}");
        signedIn.SetClaims(new Claim("person", $"{role}"), new Claim("name", $"{role}"), new Claim("group", Actors.GroupOf(role, orgGroup)), new Claim("session", Actors.AnySession));
        signedIn.SetPolicies([.. Enum.GetValues<Permission>().Where(p => PermissionMatrix.Allows([role], p)).Select(p => p.ToString())]);
    }

    private List<(string Address, IElement Page)> RenderAll()
    {
        var all = new List<(string, IElement)>();
        var parser = new AngleSharp.Html.Parser.HtmlParser();
        foreach (var page in typeof(NotFound).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            var takesId = page.GetProperty("Id")?.GetCustomAttribute<ParameterAttribute>() is not null;
            var isPlain = page.GetCustomAttributes<RouteAttribute>().Any(r => !r.Template.Contains('{'));
            foreach (var id in (takesId ? _ids.GetValueOrDefault(page.Name, [Guid.Empty]).Select(i => (Guid?)i) : []).Concat(isPlain ? [null] : []))
            {
                if (page == typeof(IncidentNew))
                {
                    Services.GetRequiredService<NavigationManager>().NavigateTo("/");
                    Services.GetRequiredService<RevocationDraft>().Selection = AuthorizationSelection.All(new AuthorizationFilter());
                }
                using var frame = Render(builder =>
                {
                    builder.OpenComponent(0, page);
                    if (id is { } of) builder.AddComponentParameter(1, "Id", of);
                    builder.CloseComponent();
                });
                frame.WaitForState(() => frame.Markup.Length > 0 && !frame.Markup.Contains("class=\"skel", StringComparison.Ordinal), Limit);
                // Parsed anew from the markup, as a browser would at the first request.
                all.Add(($"{page.Name} {id}", parser.ParseDocument($"<body>{frame.Markup}</body>").Body!));
            }
        }
        return all;
    }
}
