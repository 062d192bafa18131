using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;

namespace Governance.Application.Heroku;

/// <summary>A Heroku account as the audit and the port name it.</summary>
internal static class HerokuSubject
{
    public static AuditSubject Subject(this HerokuAccount account) =>
        new("heroku-account", account.Id.Value.ToString("D"), account.Name);

    public static HerokuLink Link(this HerokuAccount account) => new(account.Id, account.AccountKey);

    /// <summary>How a capability ended that met this problem.</summary>
    public static CapabilityStatus StatusOf(Problem cause) => cause.Code switch
    {
        RemoteCodes.RightMissing => CapabilityStatus.NotPermitted,
        RemoteCodes.NotSupported => CapabilityStatus.NotSupported,
        _ => CapabilityStatus.Failed,
    };
}
