using Governance.Domain.Access;

namespace Governance.Application.Pipeline;

/// <summary>The permission without which the pipeline refuses the message. Every message has one.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RequiresAttribute(Permission permission) : Attribute
{
    /// <summary>The permission.</summary>
    public Permission Permission { get; } = permission;

    /// <summary>Goes on with a grave act that was confirmed when it began, and is bound to it: no step-up of its own.</summary>
    public bool Confirmed { get; init; }
}

/// <summary>The dotted action code a command's audit entry carries. Every command has one.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AuditedAttribute(string action) : Attribute
{
    /// <summary>As in authorization.revocation-requested.</summary>
    public string Action { get; } = action;
}

/// <summary>A message that is grave by what it says, where its permission is not always (contracts §1: "for critical risk").</summary>
public interface IGraveByContent
{
    /// <summary>It needs a fresh sign-in. The handler checks that what it says is so.</summary>
    bool IsGrave { get; }
}
