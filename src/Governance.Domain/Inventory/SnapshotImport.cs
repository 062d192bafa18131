namespace Governance.Domain.Inventory;

/// <summary>One import of a snapshot: what was read, passed over and found. The files themselves are not kept.</summary>
public sealed class SnapshotImport
{
    /// <summary>Longest file name kept, characters.</summary>
    public const int FileNameMaxLength = 200;

    private SnapshotImport() { }

    /// <summary>Just imported.</summary>
    public SnapshotImport(OrgId org, OrgGroupId group, string fileName, string actorId, string actorName, DateTimeOffset now)
    {
        (Id, OrgId, OrgGroupId, ActorId, ActorName, ImportedAt) = (SnapshotImportId.New(), org, group, actorId, actorName, now);
        FileName = Text.Bounded(fileName, FileNameMaxLength);
    }

    /// <summary>Ours.</summary>
    public SnapshotImportId Id { get; private set; }

    /// <summary>Into which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>What the file or folder was called; a label.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>Who imported it.</summary>
    public string ActorId { get; private set; } = "";

    /// <summary>Shown name.</summary>
    public string ActorName { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset ImportedAt { get; private set; }

    /// <summary>Files read whole.</summary>
    public int FilesRead { get; private set; }

    /// <summary>Items seen for the first time, or again.</summary>
    public int Appeared { get; private set; }

    /// <summary>Items that differ from the import before.</summary>
    public int Changed { get; private set; }

    /// <summary>Items that the import before had.</summary>
    public int Vanished { get; private set; }

    /// <summary>Counts by kind and the notes on files, as JSON.</summary>
    public string SummaryText { get; private set; } = "{}";

    /// <summary>Records what came of it.</summary>
    public void Finish(int filesRead, int appeared, int changed, int vanished, string summary) =>
        (FilesRead, Appeared, Changed, Vanished, SummaryText) = (filesRead, appeared, changed, vanished, summary);
}
