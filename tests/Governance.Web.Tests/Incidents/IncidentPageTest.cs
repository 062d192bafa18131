using System.Security.Claims;
using Bunit;
using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Incidents;

/// <summary>Incident pages on a whole portal: what they show comes from its database, by its rights.</summary>
public abstract class IncidentPageTest : PageTest, IAsyncLifetime
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    protected Portal Portal { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Portal = await Portal.OpenAsync(TestDatabase.Sqlite);
        Services.AddSingleton(Portal.Services.GetRequiredService<UseCaseRunner>());
        Services.AddSingleton(new SessionDrafts(Portal.Services.GetRequiredService<IServiceScopeFactory>(),
            Portal.Services.GetRequiredService<IDataProtectionProvider>(), Portal.Clock));
        Services.AddScoped<UseCases>();
        Services.AddScoped<RevocationDraft>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Portal.DisposeAsync();
    }

    protected void SignIn(Role role, string? orgGroup = null)
    {
        var signedIn = this.AddAuthorization().SetAuthorized($"{role}");
        signedIn.SetClaims(new Claim("person", $"{role}"), new Claim("name", $"{role}"), new Claim("group", Actors.GroupOf(role, orgGroup)),
            new Claim("session", Actors.AnySession));
        signedIn.SetPolicies([.. Enum.GetValues<Permission>().Where(p => PermissionMatrix.Allows([role], p)).Select(p => p.ToString())]);
    }

    protected Task<T> GivenAsync<T>(IGiven<T> thing) => thing.PutAsync(Portal);

    protected Task ChangeAsync(Domain.TargetId id, Action<IncidentTarget> change) =>
        Portal.WriteAsync(db => change(db.Targets.Single(t => t.Id == id)));
}
