using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.Domain.Incidents;

/// <summary>Kept of one client app in one org before a containment cuts it off: what is needed to bring it back, and the most that may come
/// back. Signed with the key of the audit; verified whenever it is used.</summary>
public sealed class Passport
{
    /// <summary>How long it holds, from the declaration.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private Passport() { }

    /// <summary>Signs it.</summary>
    public Passport(PassportContent content, OrgGroupId group, ECDsa key)
    {
        (Id, OrgGroupId) = (Guid.CreateVersion7(), group);
        (IncidentId, OrgId, AppKey, ExpiresAt) = (new IncidentId(content.Incident), new OrgId(content.Org), content.AppKey, content.ExpiresAt);
        Text = JsonSerializer.Serialize(content, Options);
        Signature = Convert.ToBase64String(key.SignData(Signed(Id, Text), HashAlgorithmName.SHA256));
    }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Of which containment.</summary>
    public IncidentId IncidentId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Comparable label of the client app.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>What it says, as signed.</summary>
    public string Text { get; private set; } = "";

    /// <summary>ECDSA over id and text, base64.</summary>
    public string Signature { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>What it says, when it is as it was signed and about what its row says; null otherwise. Whether it has expired is the
    /// caller's to ask.</summary>
    /// <param name="key">The key it was signed with; its public part is enough.</param>
    public PassportContent? Open(ECDsa key)
    {
        var signature = new byte[128];
        if (!Convert.TryFromBase64String(Signature, signature, out var length) || !key.VerifyData(Signed(Id, Text), signature.AsSpan(0, length), HashAlgorithmName.SHA256)) return null;
        var content = JsonSerializer.Deserialize<PassportContent>(Text, Options);
        return content is not null && content.Incident == IncidentId.Value && content.Org == OrgId.Value && content.AppKey == AppKey && content.ExpiresAt == ExpiresAt
            ? content : null;
    }

    // What is signed as a passport can stand for nothing else that the key signs.
    private static byte[] Signed(Guid id, string text) => Encoding.UTF8.GetBytes($"governance-passport 1\n{id:D}\n{text}");
}
