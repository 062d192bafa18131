namespace Governance.Application.Data;

/// <summary>One sealed credential. The only table that holds any.</summary>
public sealed class StoredSecret
{
    private StoredSecret() { }

    /// <summary>A sealed value.</summary>
    public StoredSecret(string name, string sealedValue, DateTimeOffset now, DateTimeOffset? expiresAt) =>
        (Name, Sealed, ChangedAt, ExpiresAt) = (name, sealedValue, now, expiresAt);

    /// <summary>Purpose and owner, as in connection.private-key:{id}.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Data Protection payload; bound to the name.</summary>
    public string Sealed { get; private set; } = "";

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
