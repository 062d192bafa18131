using Governance.Domain;

namespace Governance.Application.Ports;

/// <summary>Lets one caller at a time, over all instances, use a refresh token: with rotation it works
/// once, and a second use ends the grant. Access tokens stay in the memory of the instance that fetched them, so each
/// instance refreshes for itself, one after the other, each with the token as it stands then.</summary>
public interface IRefreshTurns
{
    /// <summary>Waits for the turn, then reads the stored token. A holder that has not been heard of for 30 s, by the
    /// waiting instance's own stopwatch, is passed over: no two clocks are ever compared.</summary>
    /// <param name="token">Where the refresh token is; one of a connection, or of a canary.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The turn; dispose it to hand it on.</returns>
    Task<IRefreshTurn> TakeAsync(SecretName token, CancellationToken ct);
}

/// <summary>The turn of one caller. A holder that was passed over can no longer begin or write.</summary>
public interface IRefreshTurn : IAsyncDisposable
{
    /// <summary>The refresh token as it stood when the turn was taken; null when there is none.</summary>
    Secret? Token { get; }

    /// <summary>Whether the org replaces the token at each refresh, as its last answer showed; null before the
    /// first.</summary>
    bool? OrgRotates { get; }

    /// <summary>True when an earlier refresh was begun and its answer never written, at an org that may have replaced the
    /// token: what is stored must then be taken for dead, and not be sent again.</summary>
    bool IsAnswerMissing { get; }

    /// <summary>Notes durably that the token is about to be sent; to be called right before.</summary>
    /// <returns>False when the turn was lost: nothing may be sent.</returns>
    Task<bool> BeginAsync(CancellationToken ct);

    /// <summary>Takes the note off, keeping a new token in the same transaction, and reads that back.</summary>
    /// <param name="token">What the org gave in place of the old one; null when it gave nothing new.</param>
    /// <param name="rotates">What the answer showed; null keeps the state unknown.</param>
    /// <returns>Conflict (refresh.turn-lost) when the turn was lost, Broken (org.credential-not-kept) when the store did
    /// not give the token back; the note then stands.</returns>
    Task<Result<Done>> KeepAsync(Secret? token, bool? rotates);
}

/// <summary>Refusals around refreshing.</summary>
public static class RefreshProblems
{
    /// <summary>Another instance took over; what this one would do now is void.</summary>
    public static readonly Problem TurnLost = Problem.Conflict("refresh.turn-lost",
        "Another instance of the portal took over this sign-in, because this one was not heard of for too long. Try again.");

    /// <summary>The new token is not where it was put.</summary>
    public static readonly Problem NotKept = new(ProblemKind.Broken, "org.credential-not-kept",
        "The org replaced the portal's credential and the secret store did not give the new one back. Nothing was "
        + "read. Check the secret store, then reconnect the org.");
}
