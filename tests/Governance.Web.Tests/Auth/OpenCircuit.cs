using System.Reflection;
using System.Security.Claims;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

/// <summary>What an open page knows of its person, and the looks that its timer takes.</summary>
internal sealed class OpenCircuit(RevalidatingSession session, IServiceProvider scope) : IDisposable
{
    private const string Cookie = "__Host-session";

    public static async Task<OpenCircuit> OfAsync(SignInWorld world, IServiceProvider scope, Browser browser)
    {
        var user = (await world.Portal.Services.GetRequiredService<SessionStore>().RetrieveAsync(browser.CookiesOf(world.Url)[Cookie]))!.Principal;
        var session = ActivatorUtilities.CreateInstance<RevalidatingSession>(scope);
        session.SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
        return new OpenCircuit(session, scope);
    }

    /// <returns>False when the circuit goes on as nobody.</returns>
    public async Task<bool> LookAsync()
    {
        var look = typeof(RevalidatingSession).GetMethod("ValidateAuthenticationStateAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;
        return await (Task<bool>)look.Invoke(session, [await session.GetAuthenticationStateAsync(), CancellationToken.None])!;
    }

    public async Task<ClaimsPrincipal> UserAsync() => (await session.GetAuthenticationStateAsync()).User;

    /// <summary>What a page that needs the right makes of it.</summary>
    public async Task<bool> MayViewAuditAsync() => (await scope.GetRequiredService<IAuthorizationService>()
        .AuthorizeAsync(await UserAsync(), nameof(Permission.ViewAudit))).Succeeded;

    public void Dispose() => ((IDisposable)session).Dispose();
}
