using System.Security.Claims;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain.Access;

namespace Governance.Web.Auth;

/// <summary>What the person may do, asked of the application and kept for 3 s: per request, or per circuit.</summary>
public sealed class HeldRights(UseCaseRunner runner, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private static readonly string Denied = AccessProblems.Denied(null).Code;

    private Answer? _last;

    /// <summary>Null for somebody without a role, and while it cannot be found out.</summary>
    public async Task<WhoAmI.Self?> OfAsync(ClaimsPrincipal user) => await KnownAsync(user) is { Roles.Count: > 0 } self ? self : null;

    /// <summary>The same, but somebody without a role is one who holds nothing; null when their session has ended, and while
    /// it cannot be found out.</summary>
    public async Task<WhoAmI.Self?> KnownAsync(ClaimsPrincipal user)
    {
        var actor = PrincipalActor.Of(user);
        if (actor.Session is null) return null;
        if (_last is { } last && last.Session == actor.Session && clock.GetUtcNow() - last.At < Fresh) return last.Self;
        return await LookUpAsync(actor);
    }

    /// <summary>The same, asked anew: what is kept may be older than the change that somebody waits for.</summary>
    public async Task<WhoAmI.Self?> KnownNowAsync(ClaimsPrincipal user)
    {
        var actor = PrincipalActor.Of(user);
        return actor.Session is null ? null : await LookUpAsync(actor);
    }

    private async Task<WhoAmI.Self?> LookUpAsync(Actor actor)
    {
        var answer = await runner.SendAsync(actor, new WhoAmI.Query());
        var self = answer.Problem?.Code == Denied ? new WhoAmI.Self(actor.Name, [], new HashSet<Permission>()) : answer.Value;
        _last = new Answer(actor.Session!, self, clock.GetUtcNow());
        return self;
    }

    private sealed record Answer(string Session, WhoAmI.Self? Self, DateTimeOffset At);
}
