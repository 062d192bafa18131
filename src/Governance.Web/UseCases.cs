using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Components.Authorization;

namespace Governance.Web;

/// <summary>The only way from a page to the application: each message runs in a scope of its own, as the signed-in
/// person. Rights are looked up there, at every message.</summary>
public sealed class UseCases(UseCaseRunner runner, AuthenticationStateProvider authentication)
{
    /// <summary>Sends a message as the person of this circuit.</summary>
    public async Task<Result<T>> SendAsync<T>(IMessage<T> message, CancellationToken ct = default)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return await runner.SendAsync(PrincipalActor.Of(state.User), message, ct);
    }
}
