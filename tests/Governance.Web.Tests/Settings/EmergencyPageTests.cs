using Bunit;
using Governance.Application.Access;
using Governance.Application.Overview;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Governance.Web.Components.Layout;
using Governance.Web.Components.Pages.Settings;
using Governance.Web.Tests.Authorizations;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Actors = Governance.TestKit.Actors;

namespace Governance.Web.Tests.Settings;

public sealed class EmergencyPageTests : PortalPageTest
{
    [Fact]
    public async Task Review_WhenClosed_ShowsWhoAndWhat()
    {
        await UseAsync("Ann Example");
        SignInAs(Actors.SecurityReviewer);
        var page = Render<EmergencyPage>();
        page.WaitForAssertion(() => Read(page.Find("tr[data-row]")).ShouldStartWith("Ann Example 10.20.0.9 1 "));
        Read(page.Find("tr[data-row]")).ShouldContain("Due");
        Read(page.Find(".pagehead")).ShouldContain("1 waits for its review");
        Read(page.Find("section:last-of-type")).ShouldContain("1 unused code, made");

        page.Find("button[aria-label='Review the emergency sign-in of Ann Example']").Click();
        page.Find(".confirm textarea").Input("Contained Gainfold, nothing else");
        page.Find(".confirm .go .danger").Click();

        page.WaitForAssertion(() => Read(page.Find("[role=status]")).ShouldStartWith("Reviewed."));
        Read(page.Find("tr[data-row]")).ShouldContain("by SecurityReviewer, 0 s ago: Contained Gainfold, nothing else".Replace("0 s ago", Read(page.FindAll("tr[data-row] time")[^1]), StringComparison.Ordinal));
        page.FindAll("button[aria-label^='Review']").ShouldBeEmpty();
    }

    [Fact]
    public async Task Review_WhenOverdueOrOnesOwnName_SaysSo()
    {
        await UseAsync(Actors.SecurityReviewer.Name);
        World.Clock.Advance(TimeSpan.FromHours(73));
        await World.SendAsync(Actors.SecurityReviewer, new WhoAmI.Query());
        SignInAs(Actors.SecurityReviewer);

        var page = Render<EmergencyPage>();

        page.WaitForAssertion(() => Read(page.Find("tr[data-row]")).ShouldContain("Overdue"));
        Read(page.Find("tr[data-row]")).ShouldContain("Somebody else reviews it");
        page.FindAll("button[aria-label^='Review']").ShouldBeEmpty();
    }

    [Fact]
    public void Page_WhenNobodyEverDid_SaysSo()
    {
        SignInAs(Actors.PortalAdmin);

        var page = Render<EmergencyPage>();

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldBe("Nobody has signed in by an emergency code."));
        page.Markup.ShouldContain("None: nobody can sign in while the identity provider is down.");
    }

    [Fact]
    public void Page_WhenWithoutTheRight_SaysSo()
    {
        SignInAs(Actors.Responder);

        var page = Render<EmergencyPage>();

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("You need one of the roles Security reviewer or Portal admin."));
    }

    [Fact]
    public async Task Review_WhenTheSignInIsOld_KeepsTheNote()
    {
        await UseAsync("Ann Example");
        await World.ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, (DateTimeOffset?)null)));
        SignInAs(Actors.SecurityReviewer);
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/settings/emergency");
        var page = Render<EmergencyPage>();
        page.WaitForElement("button[aria-label='Review the emergency sign-in of Ann Example']").Click();
        page.Find(".confirm textarea").Input("Contained Gainfold, nothing else");
        page.Find(".confirm .go .danger").Click();
        page.WaitForElement("[role=alert] button").Click();
        navigation.Uri.ShouldContain("/step-up");

        navigation.NavigateTo("/settings/emergency");
        var again = Render<EmergencyPage>();

        again.WaitForAssertion(() => again.Find(".confirm textarea").GetAttribute("value").ShouldBe("Contained Gainfold, nothing else"));
    }

    [Theory]
    [InlineData(Role.SecurityReviewer, "Review it")]
    [InlineData(Role.IncidentResponder, "A Security reviewer or Portal admin reviews it.")]
    public void Alarm_WhenAUseWaits_NamesItAndWhoReviews(Role role, string ends)
    {
        var alarm = Render<EmergencyAlarm>(p => p.AddCascadingValue(SignedInAsync("Sade", role))
            .Add(a => a.Waiting, [new GetNavCounts.Emergency("Ann <b>Example", Now.AddHours(-73), Now.AddHours(-1), true)]));

        alarm.WaitForAssertion(() => Read(alarm.Find("[role=status]")).ShouldBe(
            "Emergency sign-in by a one-time code, 3 d ago, in the name of Ann <b>Example. Its review is overdue since 21 Nov 2026, 13:05."
            + $"If you don’t know of it, ask the person now. {ends}"));
    }

    [Fact]
    public void Alarm_WhenNothingWaits_IsNotThere() => Render<EmergencyAlarm>().Markup.Trim().ShouldBeEmpty();

    [Fact]
    public void Bar_InAnEmergencySession_SaysUntilWhen()
    {
        var bar = Render<TopBar>(p => p.AddCascadingValue(SignedInAsync("Ann Example (emergency sign-in)", Role.IncidentResponder)
            .ContinueWith(t =>
            {
                ((System.Security.Claims.ClaimsIdentity)t.Result.User.Identity!).AddClaim(
                    new(PrincipalActor.Emergency, Now.AddHours(4).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)));
                return t.Result;
            }, TaskScheduler.Default)));

        bar.WaitForAssertion(() => Read(bar.Find(".emergency")).ShouldBe("Emergency sign-in, ends 18:05"));
        Render<TopBar>(p => p.AddCascadingValue(SignedInAsync("Sade", Role.IncidentResponder))).FindAll(".emergency").ShouldBeEmpty();
    }

    private async Task UseAsync(string name)
    {
        Secret[] codes = [EmergencyCode.New(), EmergencyCode.New()];
        (await World.SendAsync(Actor.CommandLine("ops"), new MakeEmergencyCodes.Command([.. codes.Select(EmergencyCode.HashOf)]))).Ok.ShouldBeTrue();
        (await World.SendAsync(Actor.System("sign-in") with { SourceIp = "10.20.0.9" }, new SignInByEmergencyCode.Command(name, EmergencyCode.HashOf(codes[0])))).Ok.ShouldBeTrue();
    }
}
