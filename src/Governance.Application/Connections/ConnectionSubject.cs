using Governance.Domain.Audit;
using Governance.Domain.Connections;

namespace Governance.Application.Connections;

/// <summary>A connection as the audit names it.</summary>
internal static class ConnectionSubject
{
    public static AuditSubject Subject(this Connection connection) =>
        new("connection", connection.Id.Value.ToString("D"), connection.Name, connection.OrgGroupId);
}
