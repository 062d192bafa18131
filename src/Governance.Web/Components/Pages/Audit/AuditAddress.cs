using System.Collections.ObjectModel;
using System.Globalization;
using Governance.Application.Audit;
using Governance.Domain.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Web.Components.Pages.Audit;

/// <summary>Filters and page of the audit list as they stand in an address or a form. What does not parse is named, not
/// left out: a list that ignores half its filter lies.</summary>
public sealed class AuditAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    /// <summary>Names of the filters, in the order a sentence has them.</summary>
    public static readonly IReadOnlyList<string> Filters =
        ["action", "actor", "type", "subject", "outcome", "incident", "from", "to"];

    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    private readonly List<string> _problems = [];

    private AuditAddress(Dictionary<string, string> values)
    {
        Values = new ReadOnlyDictionary<string, string>(values);
        Filter = new AuditFilter
        {
            Action = Text("action"),
            Actor = Text("actor"),
            SubjectType = Text("type"),
            SubjectId = Text("subject"),
            Outcome = Outcome(),
            Incident = Text("incident"),
            From = Moment("from", endOfDay: false),
            To = Moment("to", endOfDay: true),
        };
        Page = PageNumber();
        if (Filter.From >= Filter.To) _problems.Add("The filter “to” must be later than “from”.");
    }

    /// <summary>By name; empty ones are left out.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>What the values mean.</summary>
    public AuditFilter Filter { get; }

    /// <summary>From 1.</summary>
    public int Page { get; }

    /// <summary>One sentence per value that does not parse.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads the query of an address.</summary>
    public static AuditAddress Of(string uri)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri, UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } whole
            ? whole.Query
            : uri.Contains('?', StringComparison.Ordinal) ? uri[uri.IndexOf('?', StringComparison.Ordinal)..] : "");
        return Of(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    /// <summary>Reads from anything that has named values.</summary>
    public static AuditAddress Of(Func<string, string?> valueOf) => new(Filters.Append("page")
        .Select(name => (Name: name, Value: valueOf(name)?.Trim()))
        .Where(v => !string.IsNullOrEmpty(v.Value))
        .ToDictionary(v => v.Name, v => v.Value!));

    /// <summary>With another value of one filter, on page 1; null takes it out.</summary>
    public AuditAddress With(string name, string? value) =>
        Of(n => n == name ? value : n == "page" ? null : Values.GetValueOrDefault(n));

    /// <summary>The address of this list, with one entry open or none.</summary>
    public string Href(long? open = null) => QueryHelpers.AddQueryString(
        open is { } seq ? string.Create(CultureInfo.InvariantCulture, $"/audit/{seq}") : "/audit",
        Values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)));

    private string? Text(string name)
    {
        if (!Values.TryGetValue(name, out var value)) return null;
        if (value.Length <= AuditEntry.NameMaxLength) return value;
        _problems.Add($"The filter “{name}” is longer than {AuditEntry.NameMaxLength} characters.");
        return null;
    }

    private AuditOutcome? Outcome()
    {
        switch (Values.GetValueOrDefault("outcome"))
        {
            case null: return null;
            case "done": return AuditOutcome.Done;
            case "denied": return AuditOutcome.Denied;
            case "failed": return AuditOutcome.Failed;
            case var other:
                _problems.Add($"The filter “outcome” is “{Domain.Text.Bounded(other, 40)}”; it can be done, denied or failed.");
                return null;
        }
    }

    private DateTimeOffset? Moment(string name, bool endOfDay)
    {
        if (!Values.TryGetValue(name, out var value)) return null;
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new DateTimeOffset(day.AddDays(endOfDay && day < DateOnly.MaxValue ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero);
        if (DateTimeOffset.TryParseExact(value, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return at;
        _problems.Add($"The filter “{name}” is “{Domain.Text.Bounded(value, 40)}”; it must be a day as in 2026-11-21, "
            + "or a moment in UTC as in 2026-11-21T14:05Z.");
        return null;
    }

    private int PageNumber()
    {
        if (!Values.TryGetValue("page", out var value)) return 1;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            && page is >= 1 and <= ListAuditEntries.Depth / Take)
        {
            return page;
        }
        _problems.Add($"The page is “{Domain.Text.Bounded(value, 40)}”; it must be 1 to {ListAuditEntries.Depth / Take}. "
            + "What lies further back is reached by a narrower filter or an export.");
        return 1;
    }
}
