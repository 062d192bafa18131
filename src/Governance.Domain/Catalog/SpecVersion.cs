using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Catalog;

/// <summary>Who says that a text describes a published API.</summary>
public enum SpecSource
{
    /// <summary>The org holds it in its registration.</summary>
    Org,

    /// <summary>An imported snapshot of the org's metadata holds it.</summary>
    Snapshot,

    /// <summary>A person uploaded it, as what should be there.</summary>
    Declared,
}

/// <summary>One text of the spec of a catalog entry; a new one whenever the text of its source changes. Never changed. A text
/// that cannot be read is kept with the reason, and the one before it stays in force.</summary>
public sealed class SpecVersion
{
    /// <summary>Most bytes of a declared text, and characters of one that was read.</summary>
    public const int TextMaxLength = 5 * 1024 * 1024;

    /// <summary>Characters of the reason of a declared one.</summary>
    public const int ReasonMaxLength = 1000;

    /// <summary>Fewest characters of that reason.</summary>
    public const int ReasonMinLength = 5;

    /// <summary>Longest problem kept, characters.</summary>
    public const int ProblemMaxLength = 1000;

    private SpecVersion() { }

    /// <summary>A text as it came.</summary>
    /// <param name="entry">Of which entry; it lies in an org that the portal knows.</param>
    /// <param name="source">Who says so.</param>
    /// <param name="text">Hostile until shown as text.</param>
    /// <param name="read">What it says, or why it cannot be read.</param>
    /// <param name="change">Against the readable one before it of the same source; null when there is none, or it cannot be read.</param>
    /// <param name="at">Start of the read that showed it first, or the upload, UTC.</param>
    public SpecVersion(CatalogEntry entry, SpecSource source, string text, Result<ApiSpec> read, SpecChangeKind? change, DateTimeOffset at)
    {
        (Id, EntryId, OrgId, OrgGroupId) = (SpecVersionId.New(), entry.Id, entry.OrgId!.Value, entry.OrgGroupId!.Value);
        (Source, TextHash, At, Change) = (source, HashOf(text), at, read.Ok ? change : null);
        Text = Domain.Text.Bounded(text, TextMaxLength);
        Bytes = Encoding.UTF8.GetByteCount(Text);
        Problem = read.Problem is { } unread ? Domain.Text.Bounded(unread.Message, ProblemMaxLength) : null;
        if (read.Value is not { } spec) return;
        (Title, ApiVersion) = (Domain.Text.Bounded(spec.Title, ApiSpec.NameMaxLength), Domain.Text.Bounded(spec.Version, ApiSpec.NameMaxLength));
        Operations = spec.Operations.Count;
        UserPlus = spec.Operations.Count(o => o.UserMode == ApiUserMode.UserPlus);
        UnknownMode = spec.Operations.Count(o => o.UserMode == ApiUserMode.Unknown);
        (Agent, Pii) = (spec.Operations.Count(o => o.IsAgentAction), spec.Operations.Count(o => o.IsPii));
        PermissionSetsText = string.Join('\n', spec.Operations.Select(o => o.PermissionSet).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>Ours.</summary>
    public SpecVersionId Id { get; private set; }

    /// <summary>Of which entry.</summary>
    public CatalogEntryId EntryId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Who says so.</summary>
    public SpecSource Source { get; private set; }

    /// <summary>SHA-256 of the text as it came, lower-case hex.</summary>
    public string TextHash { get; private set; } = "";

    /// <summary>The text, without what no database stores (NUL, lone surrogates).</summary>
    public string Text { get; private set; } = "";

    /// <summary>Bytes of the text in UTF-8.</summary>
    public int Bytes { get; private set; }

    /// <summary>Start of the read that showed it first, or the upload, UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Who declared it, by id; null for one that was read.</summary>
    public string? AuthorId { get; private set; }

    /// <summary>Who declared it, by name; null for one that was read.</summary>
    public string? AuthorName { get; private set; }

    /// <summary>Why it was declared; null for one that was read.</summary>
    public string? Reason { get; private set; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>As its author wrote it; null when it cannot be read.</summary>
    public string? Title { get; private set; }

    /// <summary>The author's version of the API; null when it cannot be read.</summary>
    public string? ApiVersion { get; private set; }

    /// <summary>How many operations; null when it cannot be read.</summary>
    public int? Operations { get; private set; }

    /// <summary>Of these, with a permission set on top of the user's rights.</summary>
    public int UserPlus { get; private set; }

    /// <summary>Of these, whose mode the text does not say.</summary>
    public int UnknownMode { get; private set; }

    /// <summary>Of these, published as agent actions.</summary>
    public int Agent { get; private set; }

    /// <summary>Of these, with the author's flag for personal data.</summary>
    public int Pii { get; private set; }

    /// <summary>Permission sets that its operations name, by API name, one a line.</summary>
    public string PermissionSetsText { get; private set; } = "";

    /// <summary>The gravest change against the readable one before it of the same source; null when there is none.</summary>
    public SpecChangeKind? Change { get; private set; }

    /// <summary>SHA-256 over a text in UTF-8, lower-case hex.</summary>
    public static string HashOf(string text)
    {
        // Hundreds come with one import, and each is large.
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Notes who declared it and why.</summary>
    public SpecVersion By(string id, string name, string reason)
    {
        (AuthorId, AuthorName, Reason) = (id, name, Domain.Text.Bounded(reason.Trim(), ReasonMaxLength));
        return this;
    }
}
