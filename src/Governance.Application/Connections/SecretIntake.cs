using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Application.Connections;

/// <summary>Takes a credential from a person over plain HTTP, never over the circuit: no message carries one. What is
/// kept is named by a ticket that lives ten minutes.</summary>
public sealed class SecretIntake(ISecretStore secrets, TimeProvider clock)
{
    /// <summary>Largest credential taken, bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Smallest RSA key taken, bits.</summary>
    public const int MinKeyBits = 2048;

    /// <summary>Shortest secret that webhooks are signed with, characters.</summary>
    public const int MinSigningLength = 32;

    /// <summary>Size of a key made here, bits.</summary>
    public const int MadeKeyBits = 3072;

    /// <summary>Common name of a certificate made here.</summary>
    public const string CertificateName = "governance-portal";

    private static readonly TimeSpan LivesFor = TimeSpan.FromMinutes(10);

    /// <summary>A key made here waits until its certificate is in Salesforce, where a person has to click.</summary>
    private static readonly TimeSpan MadeLivesFor = TimeSpan.FromHours(1);

    private static readonly TimeSpan CertificateLasts = TimeSpan.FromDays(365);

    /// <summary>What was taken.</summary>
    /// <param name="Ticket">Names it in StartConnection and Reconnect.</param>
    /// <param name="Description">What the person may see, as in "RSA 3072 bits".</param>
    public sealed record Deposit(Guid Ticket, string Description);

    /// <summary>Takes a private key in PEM form.</summary>
    /// <returns>Invalid (credential.not-a-key, credential.weak-key) when it cannot be used.</returns>
    public async Task<Result<Deposit>> TakePrivateKeyAsync(Secret pem, CancellationToken ct)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem.Reveal());
            _ = key.ExportParameters(includePrivateParameters: true).D;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            return Problem.Invalid("credential.not-a-key",
                "This is not an unencrypted RSA private key in PEM form. Choose the file that begins with BEGIN PRIVATE KEY.");
        }
        if (key.KeySize < MinKeyBits)
        {
            return Problem.Invalid("credential.weak-key",
                $"The key has {key.KeySize} bits. Make one of at least {MinKeyBits}, better 3072.");
        }
        return await KeepAsync(pem, $"RSA {key.KeySize} bits", ct);
    }

    /// <summary>Takes a consumer secret.</summary>
    /// <returns>Invalid (credential.empty) for nothing.</returns>
    public async Task<Result<Deposit>> TakeClientSecretAsync(Secret secret, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(secret.Reveal())
            ? Problem.Invalid("credential.empty", "Enter the consumer secret.")
            : await KeepAsync(secret, "consumer secret", ct);

    /// <summary>Takes a refresh token of a client app of an org, for a canary.</summary>
    /// <returns>Invalid (credential.empty, credential.not-a-token) when it cannot be one.</returns>
    public async Task<Result<Deposit>> TakeRefreshTokenAsync(Secret token, CancellationToken ct)
    {
        var text = token.Reveal().Trim();
        if (text.Length == 0) return Problem.Invalid("credential.empty", "Enter the refresh token.");
        return text.Length is < 20 or > 2_000 || !text.All(c => c is > ' ' and <= '~')
            ? Problem.Invalid("credential.not-a-token", "This is not a refresh token. It is one line without blanks, mostly beginning with 5Aep.")
            : await KeepAsync(new Secret(text), "refresh token", ct);
    }

    /// <summary>Takes the token of a Heroku account.</summary>
    /// <returns>Invalid (credential.empty, credential.not-a-token) when it cannot be one.</returns>
    public async Task<Result<Deposit>> TakeHerokuTokenAsync(Secret token, CancellationToken ct)
    {
        var text = token.Reveal().Trim();
        if (text.Length == 0) return Problem.Invalid("credential.empty", "Enter the token.");
        return text.Length is < 20 or > 500 || !text.All(c => c is > ' ' and <= '~')
            ? Problem.Invalid("credential.not-a-token", "This is not a Heroku token. It is one line, mostly beginning with HRKU-.")
            : await KeepAsync(new Secret(text), "Heroku token", ct);
    }

    /// <summary>Takes the address of a webhook; which hosts it may have is judged when a channel takes it.</summary>
    /// <returns>Invalid (credential.empty, credential.not-an-address) when it cannot be one.</returns>
    public async Task<Result<Deposit>> TakeWebhookAddressAsync(Secret address, CancellationToken ct)
    {
        var text = address.Reveal().Trim();
        if (text.Length == 0) return Problem.Invalid("credential.empty", "Enter the webhook address.");
        return text.Length > 2_000 || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            ? Problem.Invalid("credential.not-an-address", "This is not a web address. It begins with https:// and names a host.")
            : await KeepAsync(new Secret(text), $"webhook address at {Text.Bounded(uri.IdnHost, 120)}", ct);
    }

    /// <summary>Takes the secret that webhooks are signed with.</summary>
    /// <returns>Invalid (credential.weak-secret) when it is too short, or no plain text.</returns>
    public async Task<Result<Deposit>> TakeSigningSecretAsync(Secret secret, CancellationToken ct)
    {
        var text = secret.Reveal().Trim();
        return text.Length is < MinSigningLength or > 500 || !text.All(c => c is > ' ' and <= '~')
            ? Problem.Invalid("credential.weak-secret", $"A signing secret is one line of {MinSigningLength} to 500 letters, digits and signs, made at random.")
            : await KeepAsync(new Secret(text), "signing secret", ct);
    }

    /// <summary>Makes an RSA key and a self-signed certificate of it, valid for a year. The key stays in the store.</summary>
    /// <remarks>Salesforce takes a self-signed X.509 certificate for JWT bearer. Source: Identity Services guide, OAuth 2.0
    /// JWT bearer flow, Create a Private Key and Self-Signed Digital Certificate.</remarks>
    public async Task<MakeKeyPair.Receipt> MakeKeyPairAsync(CancellationToken ct)
    {
        using var key = RSA.Create(MadeKeyBits);
        var request = new CertificateRequest($"CN={CertificateName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var now = clock.GetUtcNow();
        // An org whose clock is a little behind takes it too.
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now + CertificateLasts);
        var ticket = Guid.NewGuid();
        await secrets.PutAsync(SecretName.Deposit(ticket), new Secret($"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}"), MadeLivesFor, ct);
        return new MakeKeyPair.Receipt(ticket, certificate.ExportCertificatePem(),
            certificate.GetCertHashString(HashAlgorithmName.SHA256), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
    }

    /// <summary>The certificate that stands beside a private key, as with every key made here, when it belongs to
    /// it.</summary>
    internal static CertificateMark? CertificateOf(Secret pem)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem.Reveal());
            using var certificate = X509Certificate2.CreateFromPem(pem.Reveal());
            using var certified = certificate.GetRSAPublicKey();
            return certified?.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) == true
                ? new CertificateMark(
                    certificate.GetCertHashString(HashAlgorithmName.SHA256), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()))
                : null;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    private async Task<Result<Deposit>> KeepAsync(Secret secret, string description, CancellationToken ct)
    {
        var ticket = Guid.NewGuid();
        await secrets.PutAsync(SecretName.Deposit(ticket), secret, LivesFor, ct);
        return new Deposit(ticket, description);
    }
}
