using System.Security.Cryptography;
using System.Text;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Application.Connections;

/// <summary>What connecting and reconnecting share: taking over the deposited credential, then either queueing the
/// sign-in (JWT bearer, client credentials) or sending the person to the org (web server flow).</summary>
internal sealed class CredentialHandover(
    GovernanceDb db, ISecretStore secrets, ISalesforceOrg orgs, CurrentActor current, TimeProvider clock)
{
    public static readonly Problem DepositMissing = Problem.Invalid(
        "connection.credential-missing",
        "The key or secret you handed over is no longer there: it is kept for ten minutes. Hand it over again.");

    /// <returns>The address the person must open, or null when the portal signs in by itself.</returns>
    public async Task<Result<Uri?>> BeginAsync(Connection connection, Guid? ticket, Uri? redirectUri, CancellationToken ct)
    {
        if (ticket is { } deposit)
        {
            if (await secrets.GetAsync(SecretName.Deposit(deposit), ct) is not { } credential) return DepositMissing;
            await secrets.PutAsync(NameOf(connection), credential, null, ct);
            await secrets.DeleteAsync(SecretName.Deposit(deposit), ct);
            connection.Carry(connection.Flow == ConnectionFlow.JwtBearer ? SecretIntake.CertificateOf(credential) : null);
        }
        if (connection.Flow != ConnectionFlow.WebServer)
        {
            if (!await secrets.HasAsync(NameOf(connection), ct)) return DepositMissing;
            db.Work.Add(new WorkItem(EstablishConnection.WorkKind, connection.Id.Value, Guid.Empty, current.Actor.Id, clock.GetUtcNow(), priority: 50));
            return (Uri?)null;
        }

        var redirect = redirectUri ?? throw new InvalidOperationException("The web server flow needs a redirect URI.");
        var (state, verifier) = (RandomText(), RandomText());
        db.ConnectStates.Add(new ConnectState(
            HashOf(state), connection.Id, current.Actor.Id, current.Actor.Session, redirect.AbsoluteUri, clock.GetUtcNow()));
        await secrets.PutAsync(SecretName.Verifier(connection.Id), new Secret(verifier), ConnectState.LivesFor, ct);
        var now = clock.GetUtcNow();
        db.Work.Add(new WorkItem(
            ExpireConsent.WorkKind, connection.Id.Value, Guid.Empty, current.Actor.Id, now, notBefore: now + ConnectState.LivesFor));
        var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return orgs.AuthorizeAddress(OrgLink.Of(connection, null), redirect, state, challenge);
    }

    private static SecretName NameOf(Connection connection) => connection.Flow == ConnectionFlow.JwtBearer
        ? SecretName.PrivateKey(connection.Id)
        : SecretName.ClientSecret(connection.Id);

    public static string HashOf(string state) => Text.Sha256(state);

    private static string RandomText() => Base64Url(RandomNumberGenerator.GetBytes(32));

    private static string Base64Url(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
