using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;

namespace Governance.TestKit.Fakes;

/// <summary>A credential of a client app at a <see cref="FakeOrg"/>.</summary>
/// <param name="UserId">Whom it signs in.</param>
/// <param name="Username">Their name.</param>
public sealed record FakeCanary(string UserId, string Username)
{
    /// <summary>The row that a refresh token stands for; it works while that lives.</summary>
    public TokenRowKey? Row { get; init; }

    /// <summary>The door that client credentials go through; they work until that is shut.</summary>
    public (TargetKind Kind, string Subject)? Door { get; init; }

    /// <summary>Answered instead of the truth.</summary>
    public CanaryOutcome? Says { get; set; }

    /// <summary>False where the org's list does not show its use.</summary>
    public bool Moves { get; set; } = true;
}

// What an org says to a canary.
public sealed partial class FakeOrg
{
    internal IReadOnlyList<TokenRow> RowsOf(string userKey) =>
        [.. _rows.Values.Where(r => SalesforceIds.Key(r.UserId) == userKey && !Lies.Pretends(r.Key.Value) && !HiddenRows.ContainsKey(r.Key)).OrderBy(r => r.CreatedAt)];

    /// <summary>What really is: a hidden row lives on.</summary>
    internal CanaryAnswer Try(FakeCanary canary, DateTimeOffset now)
    {
        if (canary.Says is { } says) return new CanaryAnswer(says, $"The org said: {says}.", now);
        if (canary.Door is { } door)
        {
            return !Acts.Contains(door) ? Worked()
                : new CanaryAnswer(door.Kind == TargetKind.AppSwitch ? CanaryOutcome.AppShut : CanaryOutcome.NotApproved, "The org refused the client app.", now);
        }
        if (canary.Row is not { } key || !_rows.TryGetValue(key, out var row)) return new CanaryAnswer(CanaryOutcome.GrantEnded, "The org refused the refresh token.", now);
        if (canary.Moves) _rows[key] = row with { UseCount = (row.UseCount ?? 0) + 1, LastUsedAt = now };
        return Worked();

        CanaryAnswer Worked() => new(CanaryOutcome.Worked, "The org signed it in.", now, SalesforceIds.Key(canary.UserId), canary.Username);
    }
}
