using System.Security.Claims;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Web.Auth;

/// <summary>What the person may do, asked of the application and kept for 3 s: per request, or per circuit.</summary>
public sealed class HeldRights(UseCaseRunner runner, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private static readonly string Denied = AccessProblems.Denied(null).Code;

    private Answer? _last;

    /// <param name="Self">Somebody without a role is one who holds nothing; null when their session has ended, and while it
    /// cannot be found out.</param>
    /// <param name="IsUnknown">It could not be found out: the database did not answer.</param>
    public sealed record Held(WhoAmI.Self? Self, bool IsUnknown = false);

    /// <summary>Null for somebody without a role, and while it cannot be found out.</summary>
    public async Task<WhoAmI.Self?> OfAsync(ClaimsPrincipal user) => (await KnownAsync(user)).Self is { Roles.Count: > 0 } self ? self : null;

    /// <summary>What is held, as found lately.</summary>
    public async Task<Held> KnownAsync(ClaimsPrincipal user)
    {
        var actor = PrincipalActor.Of(user);
        if (_last is { } last && last.Session == actor.Session && clock.GetUtcNow() - last.At < Fresh) return last.Held;
        return await LookUpAsync(actor);
    }

    /// <summary>The same, asked anew: what is kept may be older than the change that somebody waits for.</summary>
    public Task<Held> KnownNowAsync(ClaimsPrincipal user) => LookUpAsync(PrincipalActor.Of(user));

    private async Task<Held> LookUpAsync(Actor actor)
    {
        if (actor.Session is null) return new Held(null);
        var answer = await runner.SendAsync(actor, new WhoAmI.Query());
        var held = answer.Problem?.Code == Denied
            ? new Held(new WhoAmI.Self(actor.Name, [], new HashSet<Permission>()))
            : new Held(answer.Value, answer.Problem?.Kind == ProblemKind.Broken);
        _last = new Answer(actor.Session, held, clock.GetUtcNow());
        return held;
    }

    private sealed record Answer(string Session, Held Held, DateTimeOffset At);
}
