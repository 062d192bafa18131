using System.Globalization;
using Governance.Web.Components.Pages.Orgs;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Governance.Web.Components.Shared;

/// <summary>Reads the values of an address; what does not parse is named: a list that ignores half its filter lies.</summary>
internal sealed class AddressReader(string address)
{
    private readonly Dictionary<string, StringValues> _query = QueryHelpers.ParseQuery(new Uri(address).Query);

    /// <summary>The first value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; private set; }

    public string? One(string name) => _query.TryGetValue(name, out var values) && values is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>The value under a slug, as in reconnect-needed; null for none.</summary>
    public static T? OfSlug<T>(string? slug) where T : struct, Enum =>
        Enum.GetValues<T>().Where(v => OrgWords.Slug(v) == slug).Select(v => (T?)v).FirstOrDefault();

    public T? Choice<T>(string name) where T : struct, Enum =>
        One(name) is not { } value ? null : OfSlug<T>(value) ?? Refuse<T?>(name, value);

    public Guid? Id(string name) => One(name) is not { } value ? null : Guid.TryParse(value, out var id) ? id : Refuse<Guid?>(name, value);

    public bool Flag(string name, string word) => One(name) is { } value && (value == word || Refuse<bool>(name, value));

    public string Sort(IReadOnlyCollection<string> known, string otherwise) =>
        One("sort") is not { } by ? otherwise : known.Contains(by.TrimStart('-')) ? by : Refuse<string>("sort", by) ?? otherwise;

    public int Page(int most) => One("page") is not { } at ? 1
        : int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 && page <= most ? page : Refuse<int>("page", at);

    public T? Refuse<T>(string name, string value)
    {
        Problem ??= $"The filter “{name}” can’t be “{Domain.Text.Bounded(value, 40)}”.";
        return default;
    }
}
