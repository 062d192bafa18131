namespace Governance.Application.Data;

/// <summary>The one row that says where the audit chain stands. Writers lock it, so that sequence and hash chain have
/// no gap and no fork; the heads, not this row, are the proof.</summary>
public sealed class AuditChain
{
    /// <summary>Key of the only row.</summary>
    public const int OnlyId = 1;

    /// <summary>Always <see cref="OnlyId"/>.</summary>
    public int Id { get; private set; } = OnlyId;

    /// <summary>Last sequence number; 0 for an empty chain.</summary>
    public long Seq { get; private set; }

    /// <summary>Hash of the last entry.</summary>
    public string Hash { get; private set; } = Domain.Audit.AuditEntry.Genesis;

    /// <summary>Last sequence number a head was signed for.</summary>
    public long SignedSeq { get; private set; }

    /// <summary>When that was, UTC; null before the first head.</summary>
    public DateTimeOffset? SignedAt { get; private set; }
}
