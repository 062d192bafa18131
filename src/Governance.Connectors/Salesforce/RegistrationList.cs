using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Ports;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>External Service registrations and their specs. In order:
/// 1. the rows, one call;
/// 2. each registration whose SystemVersion or LastModifiedDate moved by its id, which alone gives spec and operations: five in
///    a call.</summary>
/// <remarks>Repeatable. Source: Tooling API, ExternalServiceRegistration (long text and Metadata need a read by id); Metadata API,
/// the same (names of operations are escaped: x and two hex digits).</remarks>
internal static partial class RegistrationList
{
    private const string Query =
        "SELECT Id, DeveloperName, MasterLabel, Status, RegistrationProviderType, RegistrationProvider, SchemaType, "
        + "NamedCredentialReferenceId, SystemVersion, NamespacePrefix, LastModifiedDate, LastModifiedBy.Name FROM ExternalServiceRegistration";

    public static async Task<CapabilityRead> ReadAsync(InventoryReading reading, CancellationToken ct)
    {
        var list = (await OrgLists.ReadAsync(reading.Talk, [OrgRead.Tooling(Query)], ct))[0];
        if (list is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, NeededRights.ViewSetup);
        var known = reading.Ask.Registrations.DistinctBy(r => r.ApiName).ToDictionary(r => r.ApiName, StringComparer.Ordinal);
        var moved = new List<(RegistrationFacts Facts, string Label)>();
        foreach (var row in reading.Part(list, "External Service registrations", NeededRights.ViewSetup))
        {
            var (facts, label) = (Facts(row), RowValue.Words(row, "MasterLabel") ?? "");
            if (known.TryGetValue(facts.ApiName, out var before) && IsSame(facts, before))
                reading.Add(ItemKind.Registration, facts.ApiName, label, facts with
                {
                    SpecHash = before.SpecHash,
                    ActiveOperations = before.ActiveOperations,
                    NamedCredential = before.NamedCredential,
                });
            else if (facts.SalesforceKey is null)
                reading.Trouble($"{facts.ApiName}: its row has no id.");
            else
                moved.Add((facts, label));
        }
        var details = await OrgLists.FirstAsync(
            reading.Talk, [.. moved.Select(m => new OrgRead($"tooling/sobjects/ExternalServiceRegistration/{m.Facts.SalesforceKey}", null))], ct);
        foreach (var ((facts, label), detail) in moved.Zip(details))
        {
            if (detail.Problem is { } lost) reading.Trouble($"{facts.ApiName}: {lost.Message}");
            reading.Add(ItemKind.Registration, facts.ApiName, label, detail.Ok ? With(reading, facts, detail.Value) : facts);
        }
        return reading.Done();
    }

    private static bool IsSame(RegistrationFacts now, RegistrationFacts before) =>
        (now.SalesforceKey, now.SystemVersion, now.ModifiedAt) == (before.SalesforceKey, before.SystemVersion, before.ModifiedAt)
        && now.ModifiedAt is not null;

    private static RegistrationFacts With(InventoryReading reading, RegistrationFacts facts, JsonElement row)
    {
        var metadata = OrgJson.Relation(row, "Metadata");
        var spec = OrgJson.Text(row, "Schema") ?? OrgJson.Text(metadata, "schema");
        if (spec?.Length > SpecRead.MaxLength)
            reading.Trouble($"{facts.ApiName}: its spec has {spec.Length:N0} characters and was not kept; {SpecRead.MaxLength:N0} are the most.");
        else if (spec is { Length: > 0 })
            reading.Specs.Add(new SpecRead(facts.ApiName, spec));
        return facts with
        {
            SpecHash = spec is { Length: > 0 } ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spec))) : null,
            NamedCredential = RowValue.Words(metadata, "namedCredentialReference") ?? RowValue.Words(metadata, "namedCredential")
                ?? RowValue.Words(row, "NamedCredential") ?? facts.NamedCredential,
            ActiveOperations = metadata is { } m && m.TryGetProperty("operations", out var all) && all.ValueKind == JsonValueKind.Array
                ? [.. all.EnumerateArray().Where(o => OrgJson.Flag(o, "active") == true).Select(o => RowValue.Words(o, "name")).OfType<string>()
                    .Select(Unescaped).Order(StringComparer.Ordinal)]
                : null,
        };
    }

    private static RegistrationFacts Facts(JsonElement row) => new()
    {
        ApiName = RowValue.Words(row, "DeveloperName") ?? "",
        SalesforceKey = RowValue.Key(row),
        Status = RowValue.Words(row, "Status"),
        ProviderType = RowValue.Words(row, "RegistrationProviderType"),
        Provider = RowValue.Words(row, "RegistrationProvider"),
        SchemaType = RowValue.Words(row, "SchemaType"),
        NamedCredential = RowValue.Words(row, "NamedCredentialReferenceId"),
        SystemVersion = OrgJson.Count(row, "SystemVersion"),
        Namespace = RowValue.Words(row, "NamespacePrefix"),
        ModifiedAt = OrgJson.Moment(row, "LastModifiedDate"),
        ModifiedBy = RowValue.Of(row, "LastModifiedBy", "Name"),
    };

    /// <summary>createx20lead is "create lead".</summary>
    internal static string Unescaped(string name) =>
        Escape().Replace(name, m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());

    /// <summary>Printable signs only: an x before a letter pair of an ordinary word is rarely one of these.</summary>
    [GeneratedRegex("x(2[0-9a-fA-F]|3[a-fA-F]|40|5[b-fB-F]|60|7[b-eB-E])")]
    private static partial Regex Escape();
}
