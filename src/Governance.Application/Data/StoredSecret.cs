namespace Governance.Application.Data;

/// <summary>One sealed credential. The only table that holds any. With a vault, what lasts moves there, and the row says
/// which version of it counts.</summary>
public sealed class StoredSecret
{
    /// <summary>Begins a row whose value lies in the vault; the version follows.</summary>
    public const string VaultMark = "vault:";

    /// <summary>A row that is gone here and yet to be removed from the vault.</summary>
    public const string Removed = VaultMark + "-";

    private StoredSecret() { }

    /// <summary>A sealed value.</summary>
    public StoredSecret(string name, string sealedValue, DateTimeOffset now, DateTimeOffset? expiresAt) =>
        (Name, Sealed, ChangedAt, ExpiresAt) = (name, sealedValue, now, expiresAt);

    /// <summary>Purpose and owner, as in connection.private-key:{id}.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Data Protection payload, bound to the name; or a mark of the vault.</summary>
    public string Sealed { get; private set; } = "";

    /// <summary>The version in the vault; null when the value lies here, or is removed.</summary>
    public string? VaultVersion => Sealed.StartsWith(VaultMark, StringComparison.Ordinal) && Sealed != Removed ? Sealed[VaultMark.Length..] : null;

    /// <summary>UTC.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>UTC; null for what lives as long as its owner.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Replaces the value.</summary>
    public void Replace(string sealedValue, DateTimeOffset now, DateTimeOffset? expiresAt) =>
        (Sealed, ChangedAt, ExpiresAt) = (sealedValue, now, expiresAt);
}

/// <summary>One element of the Data Protection key ring, shared by all instances.</summary>
public sealed class KeyRingElement
{
    private KeyRingElement() { }

    /// <summary>An element as Data Protection names it.</summary>
    public KeyRingElement(string name, string xml) => (Id, Name, Xml) = (Guid.CreateVersion7(), name, xml);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Friendly name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The element; its key is encrypted when the ring is protected.</summary>
    public string Xml { get; private set; } = "";
}
