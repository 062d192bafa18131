namespace Governance.AuditCheck;

/// <summary>What a check found; the value is the exit code (contracts §5).</summary>
internal enum Verdict
{
    Sound = 0,
    Broken = 2,
    TailNotProven = 3,
}

/// <summary>The outcome of a check.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Reason">Whole sentences for a person, made by the check: nothing of the export is in them but numbers.</param>
internal sealed record Finding(Verdict Verdict, string Reason)
{
    /// <summary>Number of the first bad entry; null when it is the header or a head.</summary>
    public long? Seq { get; init; }

    /// <summary>Line of the first bad row, from 1; one after the last when it is missing.</summary>
    public long? Line { get; init; }

    /// <summary>True when that line is the anchor's and not the export's.</summary>
    public bool InAnchor { get; init; }

    /// <summary>What the bad entry says now, made printable; null when it cannot be read.</summary>
    public string? Says { get; init; }
}
