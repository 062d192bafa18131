using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>What the wizard asks for. Holds no credential, only the ticket of one.</summary>
public sealed class ConnectForm
{
    public string Name { get; set; } = "";

    public OrgGroupId? Group { get; set; }

    /// <summary>The org of snapshots that this one is; null for none.</summary>
    public OrgId? Snapshot { get; set; }

    public string LoginHost { get; set; } = "";

    public ConnectionFlow Flow { get; set; }

    public string ClientId { get; set; } = "";

    public string Username { get; set; } = "";

    public Guid? Ticket { get; set; }
}
