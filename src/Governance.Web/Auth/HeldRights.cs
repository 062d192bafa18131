using System.Security.Claims;
using Governance.Application.Access;
using Governance.Application.Pipeline;

namespace Governance.Web.Auth;

/// <summary>What the person may do, asked of the application and kept for 3 s: per request, or per circuit.</summary>
public sealed class HeldRights(UseCaseRunner runner, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private Answer? _last;

    /// <summary>Null for somebody without a role, and while it cannot be found out.</summary>
    public async Task<WhoAmI.Self?> OfAsync(ClaimsPrincipal user)
    {
        var actor = PrincipalActor.Of(user);
        if (actor.Session is null) return null;
        if (_last is { } last && last.Session == actor.Session && clock.GetUtcNow() - last.At < Fresh) return last.Self;
        return await LookUpAsync(actor);
    }

    /// <summary>The same, asked anew: what is kept may be older than the change that somebody waits for.</summary>
    public async Task<WhoAmI.Self?> OfNowAsync(ClaimsPrincipal user)
    {
        var actor = PrincipalActor.Of(user);
        return actor.Session is null ? null : await LookUpAsync(actor);
    }

    private async Task<WhoAmI.Self?> LookUpAsync(Actor actor)
    {
        var answer = await runner.SendAsync(actor, new WhoAmI.Query());
        _last = new Answer(actor.Session!, answer.Value, clock.GetUtcNow());
        return answer.Value;
    }

    private sealed record Answer(string Session, WhoAmI.Self? Self, DateTimeOffset At);
}
