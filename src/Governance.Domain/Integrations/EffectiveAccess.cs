using System.Globalization;
using Governance.Domain.Inventory;

namespace Governance.Domain.Integrations;

/// <summary>What is known of an integration's rights in one org.</summary>
/// <param name="Org">What people call it.</param>
/// <param name="IsProduction">It is a production org.</param>
/// <param name="Users">Users whose rights the integration has there: owners of its grants and its integration users.</param>
/// <param name="LookedAt">Of how many of them the permission sets were looked at.</param>
/// <param name="Sets">Sets these hold, session-based ones among them.</param>
/// <param name="Blind">Why the org's permission sets are unknown, in words; null when they are known.</param>
/// <param name="Scopes">OAuth scopes of its apps there, whose are known.</param>
/// <param name="ScopesUnknownOf">Names of its apps there whose scopes are not.</param>
public sealed record OrgReach(
    string Org, bool IsProduction, int Users, int LookedAt, IReadOnlyList<PermissionSetFacts> Sets, string? Blind, IReadOnlyList<string> Scopes,
    IReadOnlyList<string> ScopesUnknownOf);

/// <summary>A run of words of the sentence.</summary>
/// <param name="Text">Words; names of orgs and objects among them are org text.</param>
/// <param name="IsStrong">What the sentence is about.</param>
public sealed record AccessPhrase(string Text, bool IsStrong = false);

/// <summary>What an integration can do, in one sentence, and beside it what cannot be known.</summary>
/// <param name="Phrases">The sentence, without the name of the integration at its beginning.</param>
/// <param name="Unknown">What could not be told, each a clause; empty when all could.</param>
/// <param name="Everything">Orgs in which it can read or change everything.</param>
public sealed record EffectiveAccess(IReadOnlyList<AccessPhrase> Phrases, IReadOnlyList<string> Unknown, IReadOnlyList<string> Everything)
{
    private const int MostNamed = 3;
    private static readonly string[] ApiScopes = ["api", "full"];
    private static readonly string[] OfflineScopes = ["refresh_token", "offline_access"];

    /// <summary>The sentence as plain text.</summary>
    public string Text => string.Concat(Phrases.Select(p => p.Text));

    /// <summary>Permissions that open all records of all objects.</summary>
    public static bool OpensEverything(PermissionSetFacts set) => set.Grants("ModifyAllData") == true || set.Grants("ViewAllData") == true;

    /// <summary>Puts the sentence together.</summary>
    /// <param name="orgs">Every org in which something of the integration is there.</param>
    public static EffectiveAccess Of(IReadOnlyList<OrgReach> orgs)
    {
        List<AccessPhrase> phrases = [];
        var reached = orgs.Where(o => o.Users > 0).ToList();
        var told = reached.Where(o => o.Blind is null).Select(o => (Org: o, Data: DataOf(o))).Where(o => o.Data.Length > 0)
            .GroupBy(o => o.Data, StringComparer.Ordinal).OrderByDescending(g => g.Any(o => OpensAll(o.Org))).ThenByDescending(g => g.Count()).ToList();
        foreach (var group in told)
        {
            if (phrases.Count > 0) phrases.Add(new("; "));
            phrases.AddRange([new("can "), new(group.Key, true), new($" in {Where([.. group.Select(o => o.Org)])}")]);
        }
        if (told.Count == 0)
        {
            phrases.Add(new(orgs.Count == 0 ? "reaches no org: nothing of it is there now"
                : reached.Count == 0 ? $"reaches no data in {Where(orgs)}: nobody’s grant and no user of it was found there"
                : reached.All(o => o.Blind is not null) ? $"reaches {Where(reached)} with rights that are not known"
                : $"has no rights to data that were found in {Where([.. reached.Where(o => o.Blind is null)])}"));
        }
        var able = told.SelectMany(g => g.Select(o => o.Org)).ToList();
        Add([.. able.Where(o => Allows(o, ApiScopes) && InEffect(o).Any(s => s.Grants("ApiEnabled") == true))], able, "export in bulk");
        Add([.. reached.Where(o => Allows(o, OfflineScopes))], reached, "come back at any time without a person");
        if (reached.Count > 0) phrases.AddRange([new(", held by "), new(Counted(reached.Sum(o => o.Users), "user"), true)]);
        phrases.Add(new("."));
        var seen = reached.Where(o => o.Blind is null).ToList();
        List<string> unknown = seen.Sum(o => o.LookedAt) is var looked && seen.Sum(o => o.Users) is var all && looked < all
            ? [$"what the others may: only {Number(looked)} of {Counted(all, "user")} were looked at"] : [];
        return new(phrases, [.. unknown, .. orgs.SelectMany(UnknownOf)], [.. reached.Where(o => o.Blind is null && OpensAll(o)).Select(o => o.Org)]);

        void Add(List<OrgReach> some, IReadOnlyCollection<OrgReach> all, string what)
        {
            if (some.Count == 0) return;
            phrases.AddRange([new(", can "), new(what, true)]);
            if (some.Count < all.Count) phrases.Add(new($" in {Where(some)}"));
        }
    }

    // Session-based sets count only while a session activates them; they are told apart.
    private static IEnumerable<PermissionSetFacts> InEffect(OrgReach org) => org.Sets.Where(s => s.HasActivationRequired != true);

    private static bool OpensAll(OrgReach org) => InEffect(org).Any(OpensEverything);

    private static bool Allows(OrgReach org, string[] scopes) => org.Scopes.Any(s => scopes.Contains(s, StringComparer.OrdinalIgnoreCase));

    private static string DataOf(OrgReach org)
    {
        var sets = InEffect(org).ToList();
        if (sets.Any(s => s.Grants("ModifyAllData") == true)) return "read and change everything";
        var isOpen = sets.Any(s => s.Grants("ViewAllData") == true);
        var objects = sets.SelectMany(s => s.Objects ?? []).GroupBy(o => o.Type, StringComparer.Ordinal)
            .Select(g => (Type: g.Key, Read: g.Any(o => o.Read), All: g.Any(o => o.ViewAll || o.ModifyAll),
                Write: g.Any(o => o.Create || o.Edit || o.Delete || o.ModifyAll), WriteAll: g.Any(o => o.ModifyAll))).ToList();
        return And(
        [
            .. isOpen ? ["read everything"] : Phrase("read every", objects.Where(o => o.All && !o.WriteAll).Select(o => o.Type)),
            .. Phrase(isOpen ? "change every" : "read and change every", objects.Where(o => o.WriteAll).Select(o => o.Type)),
            .. isOpen ? [] : Phrase("read its users’", objects.Where(o => o.Read && !o.All).Select(o => o.Type)),
            .. Phrase("change", objects.Where(o => o.Write && !o.WriteAll).Select(o => o.Type)),
        ]);
    }

    private static IEnumerable<string> Phrase(string verb, IEnumerable<string> types)
    {
        var all = types.Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0) yield return $"{verb} {Names(all, "object")}";
    }

    private static IEnumerable<string> UnknownOf(OrgReach org)
    {
        if (org.Users > 0 && org.Blind is { } why) yield return $"permission sets of {org.Org} could not be read: {why}";
        else if (org.Users > 0)
        {
            if (org.Sets.Count == 0 && org.LookedAt > 0) yield return $"no permission set of its users in {org.Org} was read";
            var silent = org.Sets.Count(s => s.Objects is null && s.Grants("ModifyAllData") != true);
            if (silent > 0) yield return $"object rights of {Counted(silent, "permission set")} in {org.Org} could not be read";
            var session = org.Sets.Count(s => s.HasActivationRequired == true);
            if (session > 0) yield return $"{Counted(session, "session-based set")} in {org.Org} {(session == 1 ? "adds" : "add")} rights while activated";
        }
        if (org.ScopesUnknownOf.Count > 0) yield return $"OAuth scopes of {Names(org.ScopesUnknownOf, "app")} in {org.Org} are not known";
    }

    private static string Where(IReadOnlyList<OrgReach> orgs)
    {
        if (orgs.Count <= MostNamed) return And([.. orgs.Select(o => o.Org)]);
        var production = orgs.Count(o => o.IsProduction);
        return production == orgs.Count ? Counted(production, "production org")
            : $"{Counted(orgs.Count, "org")}, {(production == 0 ? "none" : Number(production))} of them production";
    }

    private static string Names(IReadOnlyList<string> all, string one) => all.Count <= MostNamed ? And(all)
        : $"{string.Join(", ", all.Take(MostNamed))} and {Counted(all.Count - MostNamed, $"more {one}")}";

    private static string And(IReadOnlyList<string> all) => all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.SkipLast(1))} and {all[^1]}";

    private static string Counted(int count, string one) => $"{Number(count)} {one}{(count == 1 ? "" : "s")}";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
