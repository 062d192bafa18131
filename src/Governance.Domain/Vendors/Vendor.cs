using System.Globalization;
using Governance.Domain.Audit;

namespace Governance.Domain.Vendors;

/// <summary>How a rule compares an app's name.</summary>
public enum VendorRuleKind
{
    /// <summary>The whole name, in comparable form.</summary>
    AppNameIs,

    /// <summary>The beginning of the name, in comparable form.</summary>
    AppNameStartsWith,
}

/// <summary>One match rule of a vendor.</summary>
public sealed class VendorRule
{
    /// <summary>Shortest pattern: fewer characters would claim half the estate.</summary>
    public const int PatternMinLength = 3;

    private VendorRule() { }

    /// <summary>A rule; the pattern is kept in comparable form.</summary>
    public VendorRule(VendorRuleKind kind, string pattern) =>
        (Kind, Pattern) = (kind, Text.Comparable(pattern, Authorizations.Authorization.NameMaxLength));

    /// <summary>How it compares.</summary>
    public VendorRuleKind Kind { get; private set; }

    /// <summary>Comparable form.</summary>
    public string Pattern { get; private set; } = "";

    /// <summary>True when the rule claims an app of that comparable name.</summary>
    public bool Claims(string appKey) => Kind == VendorRuleKind.AppNameIs
        ? string.Equals(appKey, Pattern, StringComparison.Ordinal)
        : appKey.StartsWith(Pattern, StringComparison.Ordinal);
}

/// <summary>Who runs the other end of integrations: before anything else, a name with match rules.</summary>
public sealed class Vendor
{
    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 80;

    /// <summary>Most rules a vendor may have.</summary>
    public const int MaxRules = 20;

    private readonly List<VendorRule> _rules = [];

    private Vendor() { }

    /// <summary>A vendor with its rules.</summary>
    public Vendor(string name, IEnumerable<VendorRule> rules)
    {
        Id = VendorId.New();
        Rename(name, rules);
    }

    /// <summary>Ours.</summary>
    public VendorId Id { get; private set; }

    /// <summary>Unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Any of them claims an app.</summary>
    public IReadOnlyList<VendorRule> Rules => _rules;

    /// <summary>What people recorded beside, as JSON; read it with <see cref="Profile"/>.</summary>
    public string ProfileText { get; private set; } = "{}";

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>What people recorded beside name and rules.</summary>
    public VendorProfile Profile() => VendorProfile.Read(ProfileText);

    /// <summary>Changes what is recorded beside name and rules.</summary>
    public void Describe(VendorProfile profile) => (ProfileText, Version) = (profile.Write(), Guid.CreateVersion7());

    /// <summary>Changes name and rules.</summary>
    public void Rename(string name, IEnumerable<VendorRule> rules)
    {
        Name = name;
        _rules.Clear();
        _rules.AddRange(rules);
        Version = Guid.CreateVersion7();
    }

    /// <summary>What an audit entry may show of a vendor.</summary>
    public AuditFields ToAudit()
    {
        var profile = Profile();
        return new AuditFields().Add("name", Name).Add("rules", string.Join("; ", _rules.Select(r => $"{r.Kind} {r.Pattern}")))
            .Add("egress", string.Join("; ", profile.Egress.Select(VendorProfile.Words))).Add("callbackHosts", string.Join("; ", profile.CallbackHosts))
            .Add("mutualTls", string.Join("; ", profile.MutualTls))
            .Add("securityContact", profile.SecurityContact).Add("noticeHours", profile.NoticeHours?.ToString(CultureInfo.InvariantCulture))
            .Add("endedAt", profile.EndedAt).Add("offersAppLink", profile.OffersAppLink?.ToString());
    }
}

/// <summary>Finds the vendor of an app name: an exact rule before a prefix, a longer prefix before a shorter.</summary>
public sealed class VendorMatcher(IEnumerable<Vendor> vendors)
{
    private readonly (VendorRule Rule, VendorId Vendor)[] _rules =
    [
        .. vendors.SelectMany(v => v.Rules.Select(r => (Rule: r, Vendor: v.Id)))
            .OrderBy(x => x.Rule.Kind).ThenByDescending(x => x.Rule.Pattern.Length)
            .ThenBy(x => x.Rule.Pattern, StringComparer.Ordinal),
    ];

    /// <summary>Null when no rule claims the app.</summary>
    public VendorId? VendorOf(string appKey)
    {
        foreach (var (rule, vendor) in _rules)
        {
            if (rule.Claims(appKey)) return vendor;
        }
        return null;
    }
}
