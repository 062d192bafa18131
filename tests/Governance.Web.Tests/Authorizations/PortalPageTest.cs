using System.Security.Claims;
using Governance.Application.Pipeline;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Authorizations;

/// <summary>Pages over a whole portal: the real use cases on a real database.</summary>
public abstract class PortalPageTest : PageTest, IAsyncLifetime
{
    private readonly SignedIn _signedIn = new();
    private TestKit.Portal? _portal;

    protected TestKit.Portal World => _portal ?? throw new InvalidOperationException("The portal opens before the test method.");

    public async Task InitializeAsync()
    {
        _portal = await TestKit.Portal.OpenAsync(TestDatabase.Sqlite);
        Services.AddSingleton(_portal.Services.GetRequiredService<UseCaseRunner>());
        Services.AddSingleton(new SessionDrafts(_portal.Services.GetRequiredService<IServiceScopeFactory>(),
            _portal.Services.GetRequiredService<IDataProtectionProvider>(), _portal.Clock));
        Services.AddSingleton<AuthenticationStateProvider>(_signedIn);
        Services.AddScoped<UseCases>().AddScoped<RevocationDraft>();
    }

    async Task IAsyncLifetime.DisposeAsync() => await World.DisposeAsync();

    protected void SignInAs(Actor actor) => _signedIn.Actor = actor;

    protected Task<T> GivenAsync<T>(IGiven<T> thing) => thing.PutAsync(World);

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public Actor Actor { get; set; } = TestKit.Actors.Responder;

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [
                new(PrincipalActor.Person, Actor.Id["person:".Length..]), new(PrincipalActor.Name, Actor.Name),
                new(PrincipalActor.Session, Actor.Session ?? TestKit.Actors.AnySession),
                .. Actor.Groups.Select(g => new Claim(PrincipalActor.Group, g)),
            ], "test"))));
    }
}
