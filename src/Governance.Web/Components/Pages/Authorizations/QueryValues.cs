using System.Globalization;
using Governance.Application.Authorizations;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>The values of an address by name; keeps the first sentence about one that does not parse.</summary>
internal sealed class QueryValues(Uri address)
{
    private const int ShownLength = 40;

    private readonly Dictionary<string, StringValues> _values = QueryHelpers.ParseQuery(QueryOf(address));

    public string? Problem { get; private set; }

    public IReadOnlyCollection<string> Names => _values.Keys;

    public void Refuse(string sentence) => Problem ??= sentence;

    /// <summary>The values of a name that may be repeated.</summary>
    public IReadOnlyList<string> Many(string name) =>
        _values.TryGetValue(name, out var values) ? [.. values.Select(v => v ?? "")] : [];

    /// <summary>The value of a name that stands once; null when it does not stand there.</summary>
    public string? One(string name)
    {
        var values = Many(name);
        if (values.Count > 1) Refuse($"The address says “{name}” more than once. Leave one of them.");
        return values.Count == 0 ? null : values[0];
    }

    public Guid Guid(string name, string value, string expected)
    {
        if (System.Guid.TryParseExact(value, "D", out var id)) return id;
        Wrong(name, value, expected);
        return default;
    }

    public int? Days(string name, string value)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= AuthorizationFilter.MaxUnusedDays)
        {
            return days;
        }
        Wrong(name, value, $"a number of days from 1 to {AuthorizationFilter.MaxUnusedDays}");
        return null;
    }

    /// <summary>One of the words; the fallback when the name does not stand there.</summary>
    public T Choice<T>(string name, T fallback, params (string Word, T Meaning)[] words)
    {
        if (One(name) is not { } value) return fallback;
        foreach (var (word, meaning) in words)
        {
            if (word == value) return meaning;
        }
        Wrong(name, value, string.Join(" or ", words.Select(w => w.Word)));
        return fallback;
    }

    public void Wrong(string name, string value, string expected) =>
        Refuse($"The address says “{name}” is “{Domain.Text.Bounded(value, ShownLength)}”; it must be {expected}.");

    private static string QueryOf(Uri address)
    {
        var whole = address.IsAbsoluteUri ? address.Query : address.OriginalString;
        var start = whole.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? "" : whole[start..].Split('#')[0];
    }
}
