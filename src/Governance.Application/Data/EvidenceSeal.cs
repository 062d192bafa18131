using System.Buffers.Binary;
using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Incidents;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Data;

/// <summary>Encrypts files of evidence: AES-256-GCM under a key of the incident's own, which is a secret like any other, so that
/// a rotated key ring or a vault touches that key and not gigabytes of evidence. Never inside a transaction: the key may lie
/// in a vault.</summary>
internal sealed class EvidenceSeal(ISecretStore secrets)
{
    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16;

    /// <summary>Bytes of a file in one piece.</summary>
    public const int PieceBytes = EvidenceChunk.MostSealed - NonceBytes - TagBytes;

    /// <summary>Cuts and seals a file.</summary>
    /// <returns>Its hash and size, and the pieces in order.</returns>
    public async Task<(EvidenceContent Content, IReadOnlyList<byte[]> Pieces)> SealAsync(
        IncidentId incident, EvidenceFileId file, byte[] content, CancellationToken ct)
    {
        using var cipher = new AesGcm(await KeyAsync(incident, ct), TagBytes);
        var pieces = new List<byte[]>();
        for (var at = 0; at == 0 || at < content.Length; at += PieceBytes)
        {
            var plain = content.AsSpan(at, Math.Min(PieceBytes, content.Length - at));
            var piece = new byte[NonceBytes + TagBytes + plain.Length];
            RandomNumberGenerator.Fill(piece.AsSpan(0, NonceBytes));
            cipher.Encrypt(piece.AsSpan(0, NonceBytes), plain, piece.AsSpan(NonceBytes + TagBytes), piece.AsSpan(NonceBytes, TagBytes), PlaceOf(file, pieces.Count));
            pieces.Add(piece);
        }
        return (new EvidenceContent(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, pieces.Count), pieces);
    }

    /// <summary>Opens one piece.</summary>
    /// <exception cref="CryptographicException">It was altered, or is of another file or place.</exception>
    public async Task<byte[]> OpenAsync(IncidentId incident, EvidenceChunk chunk, CancellationToken ct)
    {
        if (chunk.Sealed.Length < NonceBytes + TagBytes) throw new CryptographicException("A piece of evidence is cut off.");
        using var cipher = new AesGcm(await KeyAsync(incident, ct), TagBytes);
        var plain = new byte[chunk.Sealed.Length - NonceBytes - TagBytes];
        cipher.Decrypt(chunk.Sealed.AsSpan(0, NonceBytes), chunk.Sealed.AsSpan(NonceBytes + TagBytes),
            chunk.Sealed.AsSpan(NonceBytes, TagBytes), plain, PlaceOf(chunk.FileId, chunk.Place));
        return plain;
    }

    private async Task<byte[]> KeyAsync(IncidentId incident, CancellationToken ct)
    {
        var key = await secrets.GetOrCreateAsync(SecretName.EvidenceKey(incident),
            () => new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))), ct);
        return Convert.FromBase64String(key.Reveal());
    }

    private static byte[] PlaceOf(EvidenceFileId file, int place)
    {
        var bytes = new byte[20];
        file.Value.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), place);
        return bytes;
    }
}
