using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain.Incidents;

namespace Governance.Domain.Requests;

/// <summary>What a return to service brings back: kept beside its request, and part of what is decided on.</summary>
public sealed class ReturnTerms
{
    /// <summary>Longest <see cref="Trouble"/>, characters.</summary>
    public const int TroubleMaxLength = 600;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private ReturnTerms() { }

    /// <summary>Keeps what was asked for.</summary>
    public ReturnTerms(RequestId request, Passport passport, PassportRights asked) =>
        (RequestId, PassportId, IncidentId, OrgId, Text) = (request, passport.Id, passport.IncidentId, passport.OrgId, Write(asked));

    /// <summary>Of which request.</summary>
    public RequestId RequestId { get; private set; }

    /// <summary>By which passport.</summary>
    public Guid PassportId { get; private set; }

    /// <summary>Of which containment.</summary>
    public IncidentId IncidentId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The rights asked for, as JSON in one order.</summary>
    public string Text { get; private set; } = "";

    /// <summary>In what the last read goes beyond what was agreed on; null when in nothing.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The rights asked for.</summary>
    public PassportRights Rights => JsonSerializer.Deserialize<PassportRights>(Text, Options)!;

    /// <summary>As it is part of what is decided on.</summary>
    public string Beside => BesideOf(PassportId, Text);

    /// <summary>As it will be part of what is decided on.</summary>
    public static string BesideOf(Passport passport, PassportRights asked) => BesideOf(passport.Id, Write(asked));

    /// <summary>A read was held against what was agreed on.</summary>
    /// <returns>True when it goes beyond in something new.</returns>
    public bool Judge(string? trouble)
    {
        var kept = trouble is null ? null : Domain.Text.Bounded(trouble, TroubleMaxLength);
        if (kept == Trouble) return false;
        Trouble = kept;
        return kept is not null;
    }

    private static string BesideOf(Guid passport, string text) => $"passport {passport:D}\n{text}\n";

    private static string Write(PassportRights rights) => JsonSerializer.Serialize(rights.Ordered(), Options);
}
