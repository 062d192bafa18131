using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace Governance.Web.Auth;

/// <summary>A connection of the hub takes a seat before anything of a circuit is made, or is closed.
/// <see cref="CircuitGate"/> turns most away earlier; several that came at once meet here.</summary>
public sealed class CircuitCeiling(CircuitSeats seats, ILogger<CircuitCeiling> log) : IHubFilter
{
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (context.Context.User?.FindFirstValue(PrincipalActor.Person) is not { } person || !seats.TryTake(person))
        {
            log.LogWarning("A circuit more than may be open was refused");
            throw new HubException("No circuit is free.");
        }
        context.Context.Items[this] = person;
        try
        {
            await next(context);
        }
        catch
        {
            // After this the framework does not call OnDisconnectedAsync.
            GiveBack(context);
            throw;
        }
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        try
        {
            await next(context, exception);
        }
        finally
        {
            GiveBack(context);
        }
    }

    private void GiveBack(HubLifetimeContext context)
    {
        if (context.Context.Items.Remove(this, out var person)) seats.GiveBack((string)person!);
    }
}
