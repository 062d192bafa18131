namespace Governance.Domain;

#pragma warning disable CS1591 // One shape throughout: New() makes a version-7 GUID; nothing orders or pages by it.
public readonly record struct OrgGroupId(Guid Value) { public static OrgGroupId New() => new(Guid.CreateVersion7()); }

public readonly record struct OrgId(Guid Value) { public static OrgId New() => new(Guid.CreateVersion7()); }

public readonly record struct ConnectionId(Guid Value) { public static ConnectionId New() => new(Guid.CreateVersion7()); }

public readonly record struct AuthorizationId(Guid Value)
{
    public static AuthorizationId New() => new(Guid.CreateVersion7());
}

public readonly record struct VendorId(Guid Value) { public static VendorId New() => new(Guid.CreateVersion7()); }

public readonly record struct IncidentId(Guid Value) { public static IncidentId New() => new(Guid.CreateVersion7()); }

public readonly record struct TargetId(Guid Value) { public static TargetId New() => new(Guid.CreateVersion7()); }

public readonly record struct CanaryId(Guid Value) { public static CanaryId New() => new(Guid.CreateVersion7()); }

public readonly record struct EvidenceFileId(Guid Value) { public static EvidenceFileId New() => new(Guid.CreateVersion7()); }

public readonly record struct PersonId(Guid Value) { public static PersonId New() => new(Guid.CreateVersion7()); }

public readonly record struct SyncId(Guid Value) { public static SyncId New() => new(Guid.CreateVersion7()); }

public readonly record struct HerokuAccountId(Guid Value) { public static HerokuAccountId New() => new(Guid.CreateVersion7()); }

public readonly record struct AppLinkAddonId(Guid Value) { public static AppLinkAddonId New() => new(Guid.CreateVersion7()); }

public readonly record struct AppLinkRecordId(Guid Value)
{
    public static AppLinkRecordId New() => new(Guid.CreateVersion7());
}

public readonly record struct ItemId(Guid Value) { public static ItemId New() => new(Guid.CreateVersion7()); }

public readonly record struct SnapshotImportId(Guid Value)
{
    public static SnapshotImportId New() => new(Guid.CreateVersion7());
}

public readonly record struct IntegrationId(Guid Value)
{
    public static IntegrationId New() => new(Guid.CreateVersion7());
}

public readonly record struct FindingId(Guid Value) { public static FindingId New() => new(Guid.CreateVersion7()); }

public readonly record struct CatalogEntryId(Guid Value) { public static CatalogEntryId New() => new(Guid.CreateVersion7()); }

public readonly record struct SpecVersionId(Guid Value) { public static SpecVersionId New() => new(Guid.CreateVersion7()); }

public readonly record struct PolicyId(Guid Value) { public static PolicyId New() => new(Guid.CreateVersion7()); }

public readonly record struct PolicyChangeId(Guid Value) { public static PolicyChangeId New() => new(Guid.CreateVersion7()); }

public readonly record struct WaiverId(Guid Value) { public static WaiverId New() => new(Guid.CreateVersion7()); }

public readonly record struct RequestId(Guid Value) { public static RequestId New() => new(Guid.CreateVersion7()); }

public readonly record struct SignedDecisionId(Guid Value) { public static SignedDecisionId New() => new(Guid.CreateVersion7()); }

public readonly record struct NoticeId(Guid Value) { public static NoticeId New() => new(Guid.CreateVersion7()); }

public readonly record struct ChannelId(Guid Value) { public static ChannelId New() => new(Guid.CreateVersion7()); }

public readonly record struct DeliveryId(Guid Value) { public static DeliveryId New() => new(Guid.CreateVersion7()); }
#pragma warning restore CS1591
