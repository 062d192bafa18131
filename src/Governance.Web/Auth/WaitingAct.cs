using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Governance.Web.Auth;

/// <summary>For a page whose act was refused until its person signs in again: keeps what they typed, sends them to the
/// identity provider, and gives it back when they return to the page. One per circuit.</summary>
public sealed class WaitingAct(SessionDrafts drafts, AuthenticationStateProvider authentication, NavigationManager navigation)
{
    private string Page => new Uri(navigation.Uri).AbsolutePath;

    /// <summary>A full navigation, back to the address the page has now.</summary>
    /// <param name="typed">What the page restores; it may hold tickets, never a secret.</param>
    /// <param name="ct">Stops it.</param>
    public async Task SignInAgainAsync<T>(T typed, CancellationToken ct) where T : class
    {
        if (await SessionAsync() is { } session) await drafts.KeepAsync(session, Page, typed, ct);
        SignInAgain();
    }

    /// <summary>The same with nothing typed.</summary>
    public void SignInAgain()
    {
        var here = new Uri(navigation.Uri).PathAndQuery;
        // What an address is too long for waits with what was typed.
        navigation.NavigateTo(StepUp.AddressOf(LocalAddress.Of(here) == here ? here : Page), forceLoad: true);
    }

    /// <summary>What was typed on this page before the sign-in, once and within 10 minutes; null when nothing was.</summary>
    public async Task<T?> TakeAsync<T>(CancellationToken ct) where T : class =>
        await SessionAsync() is { } session ? await drafts.TakeAsync<T>(session, Page, ct) : null;

    private async Task<string?> SessionAsync() =>
        (await authentication.GetAuthenticationStateAsync()).User.FindFirstValue(PrincipalActor.Session);
}
