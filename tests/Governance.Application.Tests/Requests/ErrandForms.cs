using System.Globalization;
using Governance.Application.Requests;
using Governance.Domain.Requests;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Requests;

/// <summary>Forms of requests that the portal itself carries out.</summary>
internal static class ErrandForms
{
    public static FieldValue[] Grant(ConnectedOrg org, string user, DateOnly until) =>
    [
        new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Set, "Ledger_Read"), new(RequestForms.User, user), new(RequestContent.UntilName, Day(until)),
    ];

    public static FieldValue[] Record(ConnectedOrg org, string addon, string name) =>
    [
        new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Addon, addon), new(RequestForms.Record, name),
        new(RequestForms.User, "integration@core.example"), new(RequestForms.IsAdmin, "no"),
    ];

    public static FieldValue[] Policy(ConnectedOrg org, string kind, AppPolicySetting setting, string app = "Ledger_Sync", string before = "") =>
    [
        new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.App, app), new(RequestForms.AppKind, kind), new(RequestForms.Setting, setting.ToString()),
        new(RequestForms.Before, before),
    ];

    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
