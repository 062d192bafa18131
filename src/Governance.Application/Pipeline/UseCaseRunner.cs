using Governance.Domain;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Pipeline;

/// <summary>Sends a message as an actor in a DI scope of its own: a circuit lives for hours, a DbContext must not.</summary>
public sealed class UseCaseRunner(IServiceScopeFactory scopes)
{
    /// <summary>Runs the use case through the whole pipeline.</summary>
    /// <returns>Its answer; kinds Forbidden, Invalid and Broken may come from the pipeline itself.</returns>
    public async Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message, CancellationToken ct = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Become(actor);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }
}
