using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Application.Connections;

/// <summary>Takes a credential from a person over plain HTTP, never over the circuit: no message carries one. What is
/// kept is named by a ticket that lives ten minutes.</summary>
public sealed class SecretIntake(ISecretStore secrets)
{
    /// <summary>Largest credential taken, bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Smallest RSA key taken, bits.</summary>
    public const int MinKeyBits = 2048;

    private static readonly TimeSpan LivesFor = TimeSpan.FromMinutes(10);

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

    private async Task<Result<Deposit>> KeepAsync(Secret secret, string description, CancellationToken ct)
    {
        var ticket = Guid.NewGuid();
        await secrets.PutAsync(SecretName.Deposit(ticket), secret, LivesFor, ct);
        return new Deposit(ticket, description);
    }
}
