using Governance.Application.Data;
using Governance.Domain.Authorizations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Text search: what was typed must begin the app's or the owner's name. A prefix, so that an index serves it;
/// never a contains-LIKE.</summary>
internal static class AuthorizationSearch
{
    public static IQueryable<Authorization> Apply(GovernanceDb db, AuthorizationFilter filter, DateTimeOffset now)
    {
        var rows = filter.Apply(db.Authorizations, now);
        if (Domain.Text.Comparable(filter.Text, AuthorizationFilter.TextMaxLength) is { Length: > 0 } typed)
        {
            var begins = Escape(typed) + "%";
            rows = rows.Where(a => EF.Functions.Like(a.AppKey, begins, @"\") || EF.Functions.Like(a.UserKey, begins, @"\"));
        }
        return rows;
    }

    private static string Escape(string word) =>
        word.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace("[", @"\[");
}
