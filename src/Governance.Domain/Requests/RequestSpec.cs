using Governance.Domain.Catalog;

namespace Governance.Domain.Requests;

/// <summary>The text of a specification that a request asks to publish. Its SHA-256 is one of the request's answers, so that what is decided on
/// covers the text. Never changed.</summary>
public sealed class RequestSpec
{
    /// <summary>Most bytes: what is longer could not be read back from an org.</summary>
    public const int MaxBytes = SpecVersion.TextMaxLength;

    /// <summary>Characters of a SHA-256 in hex.</summary>
    public const int HashLength = 64;

    private RequestSpec() { }

    /// <summary>As it was handed in: no request has it yet, and nobody but its writer sees it.</summary>
    /// <param name="text">Without a byte order mark.</param>
    /// <param name="byId">Actor id.</param>
    /// <param name="at">UTC.</param>
    public RequestSpec(string text, string byId, DateTimeOffset at) =>
        (Id, Hash, Text, ById, At) = (Guid.CreateVersion7(), SpecVersion.HashOf(text), text, byId, at);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Of which request; null while it is only handed in.</summary>
    public RequestId? RequestId { get; private set; }

    /// <summary>SHA-256 of the text in UTF-8, lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Hostile until shown as text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Actor id of whoever handed it in.</summary>
    public string ById { get; private set; } = "";

    /// <summary>When it was handed in, UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The text is the one that the hash was taken of.</summary>
    public bool IsWhole => SpecVersion.HashOf(Text) == Hash;

    /// <summary>A request has it from now on.</summary>
    public RequestSpec BelongTo(RequestId request)
    {
        RequestId = request;
        return this;
    }
}
