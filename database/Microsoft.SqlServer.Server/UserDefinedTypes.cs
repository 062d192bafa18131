namespace Microsoft.SqlServer.Server;

/// <summary>How a CLR user-defined type would be serialized. Shape only: the portal stores none.</summary>
public enum Format
{
    Unknown,
    Native,
    UserDefined,
}

/// <summary>Marks a CLR user-defined type. Shape only.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;
    public int MaxByteSize { get; set; }
    public bool IsFixedLength { get; set; }
    public bool IsByteOrdered { get; set; }
    public string? ValidationMethodName { get; set; }
    public string? Name { get; set; }
}

/// <summary>Serialization of a CLR user-defined type. Shape only.</summary>
public interface IBinarySerialize
{
    void Read(BinaryReader r);
    void Write(BinaryWriter w);
}

/// <summary>Thrown by SqlClient for an unusable user-defined type. Shape only.</summary>
public sealed class InvalidUdtException : SystemException
{
    private InvalidUdtException(string message) : base(message) { }

    public static InvalidUdtException Create(Type udtType, string resourceReason) =>
        new($"'{udtType.FullName}' is not a usable user-defined type: {resourceReason}");
}
