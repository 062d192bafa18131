using System.Globalization;
using Governance.Application.Imports;
using Governance.Application.Ports;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>The org's certificates by their rows, one call; where the org gives the chain as text, what the certificate itself
/// says is taken from it.</summary>
/// <remarks>Repeatable. Source: Tooling API, Certificate. ExpirationDate is a day: without the certificate the end is taken as the
/// first instant of it, UTC.</remarks>
internal static class CertificateList
{
    private const string Fields = "Id, DeveloperName, MasterLabel, ExpirationDate, KeySize, OptionsIsCaSigned, OptionsIsPrivateKeyExportable";

    public static async Task<CapabilityRead> ReadAsync(InventoryReading reading, CancellationToken ct)
    {
        var list = (await OrgLists.ReadAsync(reading.Talk, [OrgRead.Tooling($"SELECT {Fields}, CertificateChain FROM Certificate")], ct))[0];
        if (list is { Problem.Code: RemoteCodes.NotSupported or OrgCodes.QueryRefused, Rows.Count: 0 })
            list = (await OrgLists.ReadAsync(reading.Talk, [OrgRead.Tooling($"SELECT {Fields} FROM Certificate")], ct))[0];
        if (list is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, NeededRights.ViewSetup);
        foreach (var row in reading.Part(list, "Certificates", NeededRights.ViewSetup))
        {
            var name = RowValue.Words(row, "DeveloperName") ?? "";
            var ends = DateOnly.TryParseExact(OrgJson.Text(row, "ExpirationDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
                : OrgJson.Moment(row, "ExpirationDate");
            var facts = new CertificateFacts
            {
                Place = CertificatePlace.Org,
                ApiName = name,
                NotAfter = ends,
                KeySize = OrgJson.Count(row, "KeySize"),
                IsCaSigned = OrgJson.Flag(row, "OptionsIsCaSigned"),
                IsExportable = OrgJson.Flag(row, "OptionsIsPrivateKeyExportable"),
            };
            reading.Add(ItemKind.Certificate, name, RowValue.Words(row, "MasterLabel") ?? name,
                OrgJson.Text(row, "CertificateChain") is { Length: > 0 } chain ? CertificateText.Fill(facts, chain) : facts);
        }
        return reading.Done();
    }
}
