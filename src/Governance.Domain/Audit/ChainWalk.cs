namespace Governance.Domain.Audit;

/// <summary>Where a chain first stops fitting together.</summary>
/// <param name="Seq">The first entry that does not fit, or is not there.</param>
/// <param name="Reason">A sentence for a person.</param>
public sealed record ChainBreak(long Seq, string Reason);

/// <summary>Walks an audit chain from its first entry, one entry at a time and in order of their numbers. Needs nothing
/// but the entries, so that it works on an export as well as on the table.</summary>
public sealed class ChainWalk
{
    /// <summary>Number of the last entry that fits; 0 before the first.</summary>
    public long Seq { get; private set; }

    /// <summary>Its hash; the genesis value before the first.</summary>
    public string Hash { get; private set; } = AuditEntry.Genesis;

    /// <summary>Takes the next entry.</summary>
    /// <param name="seq">Its number.</param>
    /// <param name="previousHash">The hash it names as the one before.</param>
    /// <param name="hash">The hash it carries.</param>
    /// <param name="computed">SHA-256 of its canonical form as it reads now, hex.</param>
    /// <returns>Null when it fits; the walk has then moved on to it.</returns>
    public ChainBreak? Next(long seq, string previousHash, string hash, string computed)
    {
        var due = Seq + 1;
        if (seq > due) return new ChainBreak(due, $"Entry {due} is missing.");
        if (seq < due) return new ChainBreak(seq, $"Entry {seq} stands where no entry can be: numbers begin at 1 and none comes twice.");
        if (!string.Equals(hash, computed, StringComparison.Ordinal))
            return new ChainBreak(seq, $"Entry {seq} was changed: what it says does not give its hash.");
        if (!string.Equals(previousHash, Hash, StringComparison.Ordinal))
        {
            return new ChainBreak(seq, seq == 1
                ? "Entry 1 names an entry before it: the beginning of the chain was cut off or replaced."
                : $"Entry {seq} does not follow entry {seq - 1}: one of the two was replaced.");
        }
        (Seq, Hash) = (seq, hash);
        return null;
    }
}
