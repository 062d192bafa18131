using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Text search: what was typed must begin the app's or the owner's name. A prefix, so that an index serves it;
/// never a contains-LIKE.</summary>
internal static class AuthorizationSearch
{
    /// <summary>All that match, to be walked: right for sums and samples, and for a page when very many match.</summary>
    public static IQueryable<Authorization> Apply(GovernanceDb db, AuthorizationFilter filter, DateTimeOffset now)
    {
        var rows = filter.Apply(db.Authorizations, now);
        if (Typed(filter) is not { } typed) return rows;
        var begins = Escape(typed) + "%";
        return rows.Where(a => EF.Functions.Like(a.AppKey, begins, @"\") || EF.Functions.Like(a.UserKey, begins, @"\"));
    }

    /// <summary>The ids of what matches, gathered from the two names' indexes up to a number for each.</summary>
    /// <returns>Null without a text.</returns>
    public static IQueryable<AuthorizationId>? Gather(GovernanceDb db, AuthorizationFilter filter, DateTimeOffset now, int most)
    {
        if (Typed(filter) is not { } typed) return null;
        // Both names are compared by code unit on every database (GovernanceDb), so a prefix is a range.
        var (rows, end) = (filter.Apply(db.Authorizations, now), After(typed));
#pragma warning disable CA1309 // The database compares; there is no ordinal overload it could translate.
        return rows.Where(a => string.Compare(a.AppKey, typed) >= 0 && string.Compare(a.AppKey, end) < 0).Select(a => a.Id).Take(most)
            .Union(rows.Where(a => string.Compare(a.UserKey, typed) >= 0 && string.Compare(a.UserKey, end) < 0).Select(a => a.Id).Take(most));
#pragma warning restore CA1309
    }

    private static string? Typed(AuthorizationFilter filter) =>
        Text.Comparable(filter.Text, AuthorizationFilter.TextMaxLength) is { Length: > 0 } typed ? typed : null;

    /// <summary>The first text after all that begin with this one, by code unit.</summary>
    public static string After(string begin)
    {
        var runes = begin.EnumerateRunes().ToArray();
        var last = runes[^1].Value;
        return string.Concat(runes[..^1]) + (last == 0xD7FF ? "\uE000" : last == 0x10FFFF ? "\U0010FFFF\U0010FFFF" : char.ConvertFromUtf32(last + 1));
    }

    private static string Escape(string word) =>
        word.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace("[", @"\[");
}
