using Governance.Application.Ports;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>Reads the inventory, one capability after the other: sets before users, because who holds a looked-at set is
/// looked at too. Each has its own outcome.</summary>
internal static class InventoryList
{
    public static async Task<IReadOnlyList<CapabilityRead>> ReadAsync(
        OrgConversation talk, InventoryAsk ask, SetFields fields, SalesforceOptions options, TimeProvider clock, CancellationToken ct)
    {
        var reads = new List<CapabilityRead>();
        IEnumerable<string> holders = ask.Holders;
        foreach (var capability in ask.Due.Select(d => d.Capability).Distinct().OrderBy(c => c == Capability.PermissionSets ? 0 : 1).ThenBy(c => c))
        {
            var reading = new InventoryReading(capability, talk, ask, clock.GetUtcNow());
            var read = capability switch
            {
                Capability.ClientApps => await ClientAppList.ReadAsync(reading, ct),
                Capability.Users => await UserList.ReadAsync(reading, holders, ct),
                Capability.PermissionSets => await PermissionSetList.ReadAsync(reading, fields, clock.GetUtcNow(), ct),
                Capability.Certificates => await CertificateList.ReadAsync(reading, ct),
                Capability.Registrations => await RegistrationList.ReadAsync(reading, ct),
                Capability.Metadata => await new MetadataRetrieve(talk, options, clock).ReadAsync(ct),
                Capability.Logins => await EventList.LoginsAsync(reading, ct),
                Capability.SetupChanges => await EventList.SetupChangesAsync(reading, ct),
                Capability.ApiUsage => await UsageList.ReadAsync(reading, ct),
                Capability.Sessions => await EventList.SessionsAsync(reading, ct),
                _ => null,
            };
            if (read is null) continue;
            reads.Add(read);
            if (capability == Capability.PermissionSets && read is { Problem: null, IsUnchanged: false })
                holders = holders.Concat(read.Items.Where(i => i.Kind == ItemKind.Assignment).Select(i => ((AssignmentFacts)i.Facts).UserId));
        }
        return [.. reads.OrderBy(r => r.Capability)];
    }
}
