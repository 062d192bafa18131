namespace Governance.Domain.Policies;

/// <summary>A thing with its identity, ready to be judged.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Ours.</param>
/// <param name="Name">What it is called; org text.</param>
/// <param name="Thing">Of the type that the kind's rules take.</param>
public readonly record struct JudgedThing(ThingKind Kind, Guid Id, string Name, object Thing);

/// <summary>Judges things by all rules: those of one org together, and those that belong to no org together.</summary>
public static class OrgJudgement
{
    /// <summary>Kinds of things that are judged with their org.</summary>
    public static readonly IReadOnlySet<ThingKind> OfOrg = new HashSet<ThingKind>
    {
        ThingKind.Org, ThingKind.ClientApp, ThingKind.Authorization, ThingKind.Certificate, ThingKind.PermissionSet, ThingKind.User, ThingKind.Outbound,
        ThingKind.AppLinkConnection, ThingKind.CatalogEntry, ThingKind.Activity,
    };

    /// <summary>Kinds of things that belong to no org.</summary>
    public static readonly IReadOnlySet<ThingKind> OfEstate = new HashSet<ThingKind>
    {
        ThingKind.Integration, ThingKind.Vendor, ThingKind.AppLinkAddon, ThingKind.BreakGlass,
    };

    /// <summary>Kinds of things that are judged today; the others' rules wait for what they look at.</summary>
    public static readonly IReadOnlySet<ThingKind> Judged = OfOrg.Union(OfEstate).ToHashSet();

    /// <summary>Of a rule that every policy bound there switches off.</summary>
    public static readonly Verdict Off = Verdict.NotApplicable("switched off by policy");

    /// <summary>What one judging says.</summary>
    /// <param name="Failures">Checks that failed.</param>
    /// <param name="Unknown">Checks that could not be made: they close nothing.</param>
    /// <param name="Tallies">By rule: outcomes counted.</param>
    public sealed record Answer(IReadOnlyList<Failure> Failures, IReadOnlySet<FindingKey> Unknown, IReadOnlyDictionary<string, RuleTally> Tallies);

    /// <summary>All things of an org but its grants.</summary>
    public static IEnumerable<JudgedThing> ThingsOf(OrgPicture org)
    {
        yield return new(ThingKind.Org, org.Org.Id.Value, org.Org.Label, org);
        foreach (var app in org.Apps) yield return new(ThingKind.ClientApp, IdOf(app), app.Name, app);
        foreach (var certificate in org.Certificates)
        {
            var (owner, deputy) = org.Estate.Renewers.GetValueOrDefault(certificate.Id);
            yield return new(
                ThingKind.Certificate, certificate.Id.Value, certificate.Name, new CertificateThing(org, certificate) { Owner = owner, Deputy = deputy });
        }
        foreach (var set in org.Sets) yield return new(ThingKind.PermissionSet, set.Id.Value, set.Name, new SetThing(org, set));
        foreach (var user in org.Users) yield return new(ThingKind.User, user.Id.Value, user.Name, new UserThing(org, user));
        foreach (var credential in org.NamedCredentials)
            yield return new(ThingKind.Outbound, credential.Id.Value, credential.Name, new OutboundThing(org, credential));
        foreach (var site in org.Sites) yield return new(ThingKind.Outbound, site.Id.Value, site.Name, new OutboundThing(org, site));
    }

    /// <summary>The item's id; an app that only grants know has one made from org, application id and label, the same each time.</summary>
    public static Guid IdOf(AppThing app) => app.Id?.Value ?? IdOf(app.Org.Org.Id, app.Grants?.ApplicationId, app.AppKey);

    /// <summary>Of an app that only grants know.</summary>
    /// <param name="org">In which org.</param>
    /// <param name="applicationId">On 15 characters; null when the grants name none.</param>
    /// <param name="appKey">Its label in comparable form.</param>
    public static Guid IdOf(OrgId org, string? applicationId, string appKey) => StableId.Of($"{org.Value:N}:{applicationId}:{appKey}");

    /// <summary>Judges the things of one org.</summary>
    /// <param name="org">The picture they belong to.</param>
    /// <param name="things">Which things.</param>
    /// <param name="settingOf">How a rule is set for this org.</param>
    public static Answer Judge(OrgPicture org, IEnumerable<JudgedThing> things, Func<Rule, RuleSetting> settingOf) =>
        Judge(OfOrg, rule => new RuleTally(org.Org.Id, rule.LooksAcrossOrgs ? null : org.Org.Group, rule.Id), org.Estate.Now, things, settingOf);

    /// <summary>Judges the things that belong to no org; whoever sees all sees the counts.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="things">Which things.</param>
    /// <param name="settingOf">How a rule is set.</param>
    public static Answer JudgeEstate(DateTimeOffset now, IEnumerable<JudgedThing> things, Func<Rule, RuleSetting> settingOf) =>
        Judge(OfEstate, rule => new RuleTally(default, null, rule.Id), now, things, settingOf);

    private static Answer Judge(
        IReadOnlySet<ThingKind> kinds, Func<Rule, RuleTally> tallyOf, DateTimeOffset now, IEnumerable<JudgedThing> things, Func<Rule, RuleSetting> settingOf)
    {
        List<Failure> failures = [];
        HashSet<FindingKey> unknown = [];
        var tallies = RuleCatalogue.All.Where(r => kinds.Contains(r.Thing)).ToDictionary(r => r.Id, tallyOf);
        var rules = kinds.ToDictionary(k => k, k => RuleCatalogue.ByThing[k].Select(r => (Rule: r, Setting: settingOf(r), Tally: tallies[r.Id])).ToArray());
        foreach (var tally in tallies.Values) tally.Begin(now);
        foreach (var thing in things)
        {
            foreach (var (rule, setting, tally) in rules[thing.Kind])
            {
                var verdict = setting.IsOn ? rule.JudgeAny(thing.Thing, setting) : Off;
                tally.Count(verdict.Outcome);
                if (verdict.Outcome == Outcome.Fail)
                {
                    failures.Add(new Failure(
                        new FindingKey(rule.Id, thing.Kind, thing.Id), thing.Name, setting.SeverityOf(verdict), verdict.Reason, rule.Source));
                }
                else if (verdict.Outcome == Outcome.Unknown)
                {
                    unknown.Add(new FindingKey(rule.Id, thing.Kind, thing.Id));
                }
            }
        }
        return new Answer(failures, unknown, tallies);
    }
}
