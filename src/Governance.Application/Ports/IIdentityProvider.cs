using Governance.Domain;

namespace Governance.Application.Ports;

/// <summary>Asks the identity provider, between sign-ins, whether it still stands by somebody.</summary>
public interface IIdentityProvider
{
    /// <summary>Uses the refresh token up. Never throws: what cannot be understood is no answer.</summary>
    /// <param name="subject">iss and sub, as the session has them; somebody else's answer is a refusal.</param>
    /// <param name="grant">The refresh token as it stands now.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<ProviderAnswer> AskAsync(string subject, Secret grant, CancellationToken ct);
}

/// <summary>What the identity provider makes of somebody.</summary>
public enum ProviderVerdict
{
    /// <summary>No usable answer.</summary>
    Silent,

    /// <summary>They may go on, in the groups named.</summary>
    StandsBy,

    /// <summary>It ended what the session rests on.</summary>
    Refuses,
}

/// <summary>What the identity provider says now.</summary>
/// <param name="Verdict">Which.</param>
/// <param name="Groups">Its group ids; none unless it stands by them, and none when it leaves them out.</param>
/// <param name="NextGrant">In place of the refresh token that was used; null when that one goes on.</param>
public sealed record ProviderAnswer(ProviderVerdict Verdict, IReadOnlyList<string> Groups, Secret? NextGrant = null)
{
    /// <summary>No usable answer.</summary>
    public static readonly ProviderAnswer Silent = new(ProviderVerdict.Silent, []);

    /// <summary>It ended what the session rests on.</summary>
    public static readonly ProviderAnswer Refused = new(ProviderVerdict.Refuses, []);
}

/// <summary>Where nobody said how the provider is reached: no answer, and so no grave act.</summary>
internal sealed class NoIdentityProvider : IIdentityProvider
{
    public Task<ProviderAnswer> AskAsync(string subject, Secret grant, CancellationToken ct) => Task.FromResult(ProviderAnswer.Silent);
}
