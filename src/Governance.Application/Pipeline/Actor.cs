using Governance.Application.Access;
using Governance.Domain.Access;

namespace Governance.Application.Pipeline;

/// <summary>Who sends a message. What they may do is looked up at each message, not carried here.</summary>
/// <param name="Id">"person:{id}", "emergency:{id}", "system:{job}", "cli:{os user}" or "anonymous".</param>
/// <param name="Name">Shown name.</param>
/// <param name="Groups">The provider's group ids; empty for system actors.</param>
public sealed record Actor(string Id, string Name, IReadOnlyCollection<string> Groups)
{
    /// <summary>Somebody who is not signed in.</summary>
    public static readonly Actor Anonymous = new("anonymous", "Anonymous", []);

    /// <summary>First characters of the session's hash; null outside a session.</summary>
    public string? Session { get; init; }

    /// <summary>Null for system actors.</summary>
    public string? SourceIp { get; init; }

    /// <summary>The person a system actor works for; null otherwise.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Acts for the portal itself: a job, or the command line.</summary>
    public bool IsSystem => Id.StartsWith("system:", StringComparison.Ordinal) || IsCommandLine;

    /// <summary>Somebody who signed in; every message of theirs needs a session that still runs.</summary>
    public bool IsPerson => Id.StartsWith("person:", StringComparison.Ordinal) || IsEmergency;

    /// <summary>Signed in by an emergency code: an Incident responder of all org groups, whoever it is.</summary>
    public bool IsEmergency => Id.StartsWith("emergency:", StringComparison.Ordinal);

    /// <summary>Acts for somebody with a shell on the portal's host.</summary>
    public bool IsCommandLine => Id.StartsWith("cli:", StringComparison.Ordinal);

    /// <summary>A job of the portal.</summary>
    public static Actor System(string job, string? onBehalfOf = null) =>
        new($"system:{job}", $"Portal ({job})", []) { OnBehalfOf = onBehalfOf };

    /// <summary>The portal's command line.</summary>
    public static Actor CommandLine(string osUser) => new($"cli:{osUser}", $"{osUser} (command line)", []);
}

/// <summary>The actor of the message being handled, with the rights the pipeline found. One per DI scope.</summary>
public sealed class CurrentActor
{
    /// <summary>Who sends.</summary>
    public Actor Actor { get; private set; } = Actor.Anonymous;

    /// <summary>Roles held right now.</summary>
    public IReadOnlyCollection<Role> Roles { get; private set; } = [];

    /// <summary>The org groups in which the actor holds the permission this message requires.</summary>
    public OrgScope Scope { get; private set; } = OrgScope.Nothing;

    /// <summary>Names of the org groups of <see cref="Scope"/>, or "*".</summary>
    public string ScopeNames { get; private set; } = "";

    /// <summary>Names exactly the roles held and where; empty for system actors.</summary>
    public string Lines { get; private set; } = "";

    internal void Become(Actor actor) => Actor = actor;

    internal void Hold(IReadOnlyCollection<Role> roles, OrgScope scope, string scopeNames) =>
        (Roles, Scope, ScopeNames) = (roles, scope, scopeNames);

    internal void Hold(RoleMap.Rights rights)
    {
        Hold(rights.Roles, rights.Scope, rights.ScopeNames);
        Lines = rights.Lines;
    }
}
