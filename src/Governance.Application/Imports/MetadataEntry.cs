namespace Governance.Application.Imports;

/// <summary>One file that may hold metadata.</summary>
/// <param name="Path">Where it lies, with slashes: a label, never a place to open.</param>
/// <param name="Open">Opens its content, once; what it reads is counted and limited.</param>
/// <param name="Refused">Why it is not to be opened, in words; null when it may be.</param>
/// <param name="IsTrouble">A refused one that may hold what was wanted, as a link or an encrypted file does.</param>
public sealed record MetadataEntry(string Path, Func<Stream> Open, string? Refused = null, bool IsTrouble = false);

/// <summary>What is noted about a file.</summary>
public enum NoteKind
{
    /// <summary>Not read, as it is none of what is looked at.</summary>
    Skipped,

    /// <summary>Could not be read, or not whole.</summary>
    Troubled,

    /// <summary>Read; something in it is worth a look.</summary>
    Noted,

    /// <summary>Held a secret, which was dropped unread.</summary>
    Secret,
}

/// <summary>A word about one file.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Path">Which file, as named where it came from, cut to 300 characters.</param>
/// <param name="Reason">In words; never holds anything of the file's content.</param>
public sealed record FileNote(NoteKind Kind, string Path, string Reason);

/// <summary>An import went past what an import may be: nothing of it counts.</summary>
internal sealed class ImportLimitException(string message) : Exception(message);

/// <summary>A file is not what it should be; the message says so in our words.</summary>
internal sealed class MetadataFileException(string message) : Exception(message);
