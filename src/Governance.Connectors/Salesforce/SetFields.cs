using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Which fields PermissionSet has in an org: they differ by edition, licences and version. Asked once a day per org,
/// version and user, because an update of the org adds some.</summary>
internal sealed class SetFields(SalesforceOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<(string Org, string User, string Version), (FrozenSet<string> Fields, DateTimeOffset At)> _known = new();

    /// <returns>Names of fields, and of relations with a dot behind, as in LastModifiedBy.</returns>
    public async Task<Result<FrozenSet<string>>> OfAsync(OrgConversation talk, CancellationToken ct)
    {
        if (talk.Session is null && (await talk.OpenAsync(ct)).Problem is { } closed) return closed;
        var place = (talk.Session!.OrgKey, talk.Session.UserId, options.ApiVersion);
        if (_known.TryGetValue(place, out var held) && clock.GetUtcNow() - held.At < Lasts) return held.Fields;
        var described = await talk.ReadAsync(new OrgRead("sobjects/PermissionSet/describe", null), ct);
        if (described.Problem is { } problem) return problem;
        using var document = described.Value!;
        if (!document.RootElement.TryGetProperty("fields", out var fields) || fields.ValueKind != JsonValueKind.Array) return OrgErrors.Unreadable;
        var names = fields.EnumerateArray().SelectMany(f => new[]
        {
            OrgJson.Text(f, "name"),
            OrgJson.Text(f, "relationshipName") is { } relation ? relation + "." : null,
        }).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        _known[place] = (names, clock.GetUtcNow());
        return names;
    }
}
