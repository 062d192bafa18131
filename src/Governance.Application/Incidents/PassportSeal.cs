using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Incidents;

/// <summary>Verifies passports. The public part of the audit’s key is read once per message: where the key lies in a vault, it is not asked for
/// inside a transaction, and so it is opened in a scope of its own.</summary>
internal sealed class PassportSeal(IServiceScopeFactory scopes)
{
    private byte[]? _known;

    /// <summary>What it says; Conflict when it is altered, signed with another key, or has expired.</summary>
    public async Task<Result<PassportContent>> OpenAsync(Passport passport, DateTimeOffset now, CancellationToken ct)
    {
        var content = Open(passport, _known) ?? Open(passport, _known = await PublicAsync(ct));
        if (content is null) return ReturnProblems.Altered;
        return content.ExpiresAt <= now ? ReturnProblems.Expired : content;
    }

    private static PassportContent? Open(Passport passport, byte[]? known)
    {
        if (known is null) return null;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(known, out _);
        return passport.Open(key);
    }

    private async Task<byte[]> PublicAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var key = await scope.ServiceProvider.GetRequiredService<IAuditKey>().OpenAsync(ct);
        return key.ExportSubjectPublicKeyInfo();
    }
}
