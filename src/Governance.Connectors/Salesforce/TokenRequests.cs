using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Requests to the token end point of a login origin.</summary>
internal sealed class TokenRequests(OrgWire wire, ISecretStore secrets)
{
    private const string Path = "/services/oauth2/token";

    /// <summary>Sends what may be sent again: an assertion, or the client's own secret.</summary>
    public Task<Result<OrgAnswer>> AskAsync(SignInLink org, IReadOnlyList<KeyValuePair<string, string>> form,
        CancellationToken ct) => wire.SendAsync(CallOf(org, form, repeatable: true), ct);

    /// <summary>Sends what works only once. It runs to its end even when the caller gives up, or the answer would be
    /// lost for certain.</summary>
    public async Task<Result<OrgAnswer>> AskOnceAsync(SignInLink org, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var sent = await wire.SendAsync(CallOf(org, form, repeatable: false), CancellationToken.None);
        return sent.Problem is { Code: OrgCodes.TimedOut or OrgCodes.ConnectionBroke or OrgCodes.TooLarge } ? AnswerLost
            : sent;
    }

    /// <summary>The consumer secret as a form part; empty for a public client.</summary>
    public async Task<KeyValuePair<string, string>[]> ClientSecretAsync(SignInLink org, CancellationToken ct) =>
        await secrets.GetAsync(org.ClientSecret, ct) is { } secret
            ? [new("client_secret", secret.Reveal())] : [];

    public static Problem NoCredential { get; } = Problem.RemoteRefused(
        RemoteCodes.CredentialRefused, "The portal holds no credential for this org. Nothing was sent. Reconnect the "
            + "org.");

    public static Problem AnswerLost { get; } = Problem.RemoteUnavailable(
        OrgCodes.AnswerLost, "The sign-in left the portal and its answer was lost. Try again.");

    private static OrgCall CallOf(SignInLink org, IReadOnlyList<KeyValuePair<string, string>> form, bool repeatable) =>
        new(ServicePath.Join(org.LoginOrigin, Path)!) { Form = form, Repeatable = repeatable };
}
