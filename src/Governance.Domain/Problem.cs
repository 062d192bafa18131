namespace Governance.Domain;

/// <summary>What kind of refusal a <see cref="Problem"/> is; decides status codes and how a page shows it.</summary>
public enum ProblemKind
{
    /// <summary>The message itself is wrong; the person can correct it.</summary>
    Invalid,

    /// <summary>No such thing, or none within the actor's org groups: the two are never told apart.</summary>
    NotFound,

    /// <summary>The actor lacks the permission.</summary>
    Forbidden,

    /// <summary>Somebody or something else changed it first, or it already exists.</summary>
    Conflict,

    /// <summary>The actor sent too many of its kind; nothing was done, and later it may be.</summary>
    TooOften,

    /// <summary>The outside service answered and said no.</summary>
    RemoteRefused,

    /// <summary>The outside service did not answer usefully; what it did is unknown.</summary>
    RemoteUnavailable,

    /// <summary>The portal itself could not do it: an unexpected fault, or audit cannot be written.</summary>
    Broken,
}

/// <summary>An expected failure as a value: what happened and what a person can do about it.</summary>
/// <param name="Kind">How it is shown and which status code it becomes.</param>
/// <param name="Code">Stable, dotted, lower case (<c>authorization.already-revoked</c>); never shown first.</param>
/// <param name="Message">Whole sentences for a person: what happened, what it means, what to do. Holds no secret.</param>
/// <param name="Fields">Field name to message, for <see cref="ProblemKind.Invalid"/> answers of a form; else null.</param>
public sealed record Problem(
    ProblemKind Kind, string Code, string Message, IReadOnlyDictionary<string, string>? Fields = null)
{
    /// <summary>For <see cref="ProblemKind.TooOften"/>: how long to wait; else null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Kind <see cref="ProblemKind.Invalid"/>.</summary>
    public static Problem Invalid(string code, string message) => new(ProblemKind.Invalid, code, message);

    /// <summary>Kind <see cref="ProblemKind.NotFound"/>.</summary>
    public static Problem NotFound(string code, string message) => new(ProblemKind.NotFound, code, message);

    /// <summary>Kind <see cref="ProblemKind.Conflict"/>.</summary>
    public static Problem Conflict(string code, string message) => new(ProblemKind.Conflict, code, message);

    /// <summary>Kind <see cref="ProblemKind.RemoteRefused"/>.</summary>
    public static Problem RemoteRefused(string code, string message) => new(ProblemKind.RemoteRefused, code, message);

    /// <summary>Kind <see cref="ProblemKind.RemoteUnavailable"/>.</summary>
    public static Problem RemoteUnavailable(string code, string message) =>
        new(ProblemKind.RemoteUnavailable, code, message);
}
