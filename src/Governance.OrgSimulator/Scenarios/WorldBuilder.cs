using Governance.OrgSimulator.Heroku;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>Turns a scenario into a world: the same scenario, seed and start give the same world, ids included.</summary>
public sealed class WorldBuilder(Scenario scenario, SimulatorOptions options, DateTimeOffset start, SimulatedClock clock)
{
    private readonly TokenMint _mint = new(options.Seed);
    private readonly long _start = start.ToUnixTimeSeconds();

    public SimulatedWorld Build()
    {
        var planned = scenario.Generate is null && options is { Orgs: null, Tokens: null, HotAppShare: null } ? scenario : ScaleGenerator.Expand(scenario, options);
        var world = new SimulatedWorld
        {
            Scenario = planned,
            Start = start,
            Clock = clock,
            Mint = _mint,
            Heroku = new HerokuAccount(planned.Heroku, _mint, clock),
        };
        for (var i = 0; i < planned.Orgs.Count; i++) world.Orgs.Add(BuildOrg(planned, planned.Orgs[i], i));
        if (planned.Generate is { } generate) new ScaleGenerator(generate, options, _start).AddGrants(world.Orgs);
        world.Heroku.Lay(world, planned.Heroku, At);
        foreach (var org in world.Orgs) org.Heroku = world.Heroku;
        return world;
    }

    private Org BuildOrg(Scenario planned, ScenarioOrg plan, int index)
    {
        var pod = _mint.Fixed($"pod:{index}:{plan.Name}", 4);
        var org = new Org
        {
            Index = index,
            Name = plan.Name,
            Pod = pod,
            Id = SalesforceId.Make("00D", pod, 1 + index),
            OrganizationType = plan.Type,
            IsSandbox = plan.Sandbox,
            InstanceName = plan.Instance,
            Company = plan.Company.Length > 0 ? plan.Company : plan.Name,
            Created = At(plan.Created),
            Port = options.Port + 10 + index,
            Mint = _mint,
            Clock = clock,
            SessionMinutes = plan.SessionMinutes,
            ApiLimit = plan.ApiLimit,
            ShowsTokenIds = plan.ShowsTokenIds,
            ChangesDeleteTokens = plan.ChangesDeleteTokens,
            FailingShare = options.FailingShare,
            ReaderUsername = $"portal.reader@{plan.UserDomain}",
            HasEventMonitoring = plan.EventMonitoring,
            Settings = plan.Settings,
            ConsumerSecretsInMetadata = plan.ConsumerSecretsInMetadata,
            ConsumerSecretsInRest = plan.ConsumerSecretsInRest,
        };
        AddRights(org, planned);
        var aliases = AddUsers(org, planned, plan);
        AddApps(org, planned);
        if (planned.Generate is null) AddGrants(org, planned, aliases);
        AddRecords(org, planned);
        AddOutbound(org, planned);
        foreach (var service in planned.ExternalServices.Where(s => s.Org == org.Name))
        {
            // What is gone at AppLink left the id of its record behind.
            var provider = service.Provider == "Heroku" ? _mint.Fixed($"gone:{org.Name}:{service.Name}", 18, "0sh") : null;
            org.OtherServices.Add(new ExternalService(_mint.Fixed($"esr:{org.Name}:{service.Name}", 18, "0Xe"), service.Name, provider, At(service.Created), service.Provider)
            {
                Spec = service.Spec.Count == 0 ? null : Org.Lines(service.Spec),
            });
        }
        new TimelineLayer(org, plan.UserDomain).Lay(planned.Timelines, _start);
        return org;
    }

    private static void AddRights(Org org, Scenario planned)
    {
        foreach (var plan in planned.Profiles)
        {
            var profile = new Profile(org.NewId("00e", org.Profiles.Count + 1), plan.Name, plan.UserLicense, Set(plan.Permissions));
            profile.LoginIpRanges.AddRange(plan.LoginIpRanges ?? []);
            org.Profiles.Add(profile);
        }

        foreach (var set in planned.PermissionSets)
        {
            var made = new PermissionSet(org.NewId("0PS", org.PermissionSets.Count + 1), set.Name, set.Label, set.SessionBased, Set(set.Permissions));
            org.PermissionSets.Add(made);
            foreach (var type in set.Objects)
                org.PlainRows.Add(new PlainRow("ObjectPermissions", ++org.NextPlainRow, org.Created, new() { ["ParentId"] = made.Id, ["SobjectType"] = type, ["PermissionsRead"] = "true", ["PermissionsEdit"] = "true" }));
        }

        static HashSet<string> Set(IEnumerable<string> names) => new(names, StringComparer.OrdinalIgnoreCase);
    }

    private Dictionary<string, OrgUser> AddUsers(Org org, Scenario planned, ScenarioOrg plan)
    {
        var aliases = new Dictionary<string, OrgUser>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in planned.Users.Where(user => ScenarioCheck.Covers(user.Orgs, org.Name)))
        {
            var user = NewUser(org, entry.Alias, entry.Name, entry.Profile, plan, entry);
            foreach (var name in entry.PermissionSets) user.PermissionSets.Add(org.PermissionSets.First(set => set.Name == name));
            aliases.Add(entry.Alias, user);
        }

        if (planned.Staff is not { } staff) return aliases;
        for (var i = 0; i < plan.StaffCount; i++)
        {
            var given = staff.GivenNames[i % staff.GivenNames.Count];
            var family = staff.FamilyNames[((i * 7) + (i / staff.GivenNames.Count)) % staff.FamilyNames.Count];
            var alias = $"{given}.{family}".ToLowerInvariant();
            if (aliases.ContainsKey(alias)) alias += i;
            var login = new ScenarioUser { Alias = alias, Name = "", Profile = staff.Profile, Created = $"-{300 + (i * 5)}d", LastLogin = $"-{1 + (i * 3 % 40)}h" };
            aliases.Add(alias, NewUser(org, alias, $"{given} {family}", staff.Profile, plan, login));
            aliases[$"#{i}"] = aliases[alias];
            foreach (var set in planned.PermissionSets.Where(set => i < set.Staff)) aliases[alias].PermissionSets.Add(org.PermissionSets.First(held => held.Name == set.Name));
        }

        return aliases;
    }

    private OrgUser NewUser(Org org, string alias, string name, string profile, ScenarioOrg plan, ScenarioUser entry)
    {
        var username = alias.Contains('@', StringComparison.Ordinal) ? alias : $"{alias}@{plan.UserDomain}";
        var user = new OrgUser
        {
            Index = org.Users.Count,
            Id = org.NewId("005", org.Users.Count + 1),
            LoginId = org.NewId("0Yw", org.Users.Count + 1),
            Username = username,
            Name = name,
            Email = alias.Contains('@', StringComparison.Ordinal) ? alias : $"{alias}@northgale.example",
            Profile = org.Profiles.First(p => p.Name == profile),
            UserType = entry.Type,
            IsActive = entry.Active,
            IsFrozen = entry.Frozen,
            Created = At(entry.Created),
            LastLogin = entry.LastLogin is { } moment ? At(moment) : 0,
        };
        org.Add(user);
        return user;
    }

    private void AddApps(Org org, Scenario planned)
    {
        foreach (var entry in planned.Apps.Where(app => ScenarioCheck.Covers(app.Orgs, org.Name)))
        {
            var eca = entry.Kind == "externalClientApp";
            var purpose = entry.Packaged ? entry.Name : $"{entry.Name}@{org.Name}";
            var app = new ClientApp
            {
                Index = org.Apps.Count,
                Id = org.NewId(eca ? "0xI" : "0H4", org.Apps.Count + 1),
                MenuItemId = org.NewId("0DS", org.Apps.Count + 1),
                Name = entry.Name,
                DeveloperName = entry.Name.Replace(' ', '_').Replace('-', '_'),
                IsExternalClientApp = eca,
                IsInstalled = entry.Installed,
                ConsumerKey = entry.ConsumerKey ?? _mint.Fixed($"key:{purpose}", 85, "3MVG9"),
                ConsumerSecret = _mint.Fixed($"secret:{purpose}", 64, "", "0123456789ABCDEF"),
                Policy = entry.Policy with
                {
                    ClientCredentialsUser = entry.Policy.ClientCredentialsUser is { } runAs
                        ? org.Users.Find(user => user.Username.StartsWith(runAs + "@", StringComparison.OrdinalIgnoreCase))?.Username
                        : null,
                },
                IsEnabled = entry.Enabled,
                Description = entry.Description,
                ContactEmail = entry.ContactEmail,
                Created = At(entry.Created),
                CertificateEnds = entry.CertificateEnds is { } ends ? At(ends) : null,
            };
            app.PreauthorizedProfiles.AddRange(entry.Profiles);
            app.PreauthorizedSets.AddRange(entry.PermissionSets);
            org.Add(app);
        }
    }

    private void AddGrants(Org org, Scenario planned, Dictionary<string, OrgUser> aliases)
    {
        var rows = new List<(long Created, long LastUsed, int Uses, ClientApp App, OrgUser User, int Order)>();
        foreach (var batch in planned.Tokens.Where(batch => ScenarioCheck.Covers(batch.Orgs, org.Name)))
        {
            var random = new Random(HashCode(options.Seed, org.Name, batch.App, batch.Created));
            var owners = batch.Users.Select(alias => aliases[alias]).ToList();
            var first = random.Next(1_000);
            var staff = planned.Orgs[org.Index].StaffCount;
            owners.AddRange(Enumerable.Range(0, batch.Staff).Select(i => aliases[$"#{(first + i) % staff}"]));
            var moment = 0L;
            var drawn = 0;
            foreach (var owner in owners)
                for (var i = 0; i < batch.PerUser; i++)
                {
                    if (drawn++ % batch.Ties == 0) moment = Math.Min(_start - 60, At(batch.Created) + Draw(random, batch.Spread));
                    var used = batch.LastUsed is { } last ? Math.Clamp(At(last) - Draw(random, batch.LastUsedSpread), moment, _start) : 0;
                    var uses = used == 0 ? 0 : Math.Max(1, (batch.Uses / 2) + random.Next((batch.Uses / 2) + 1));
                    rows.Add((moment, used, uses, org.AppsByName[batch.App], owner, rows.Count));
                }
        }

        foreach (var row in rows.OrderBy(row => row.Created).ThenBy(row => row.Order))
            org.AddGrant(row.App, row.User, row.Created, row.LastUsed, row.Uses);
    }

    private void AddRecords(Org org, Scenario planned)
    {
        foreach (var entry in planned.Certificates.Where(entry => ScenarioCheck.Covers(entry.Orgs, org.Name)))
            org.Certificates.Add(new Certificate(entry.Name, entry.Label ?? entry.Name, At(entry.Expires), entry.KeySize, entry.CaSigned, entry.Exportable, entry.UsedFor, entry.Pem));
        foreach (var entry in planned.AuditTrail.Where(entry => entry.Org == org.Name).OrderBy(entry => RelativeTime.Seconds(entry.At)))
        {
            var user = entry.User is null ? null : org.Users.Find(u => u.Username.StartsWith(entry.User + "@", StringComparison.OrdinalIgnoreCase));
            org.AuditTrail.Add(new AuditRow(org.AuditTrail.Count + 1, At(entry.At), entry.Action, entry.Section, entry.Display, user?.Id));
        }

        foreach (var grant in org.Grants.Where(grant => grant.LastUsed > _start - 86_400).Take(200))
        {
            var login = new LoginRow(org.Logins.Count + 1, grant.User.Id, grant.LastUsed, "Oauth2", "OauthRefreshToken", $"203.0.113.{1 + (grant.App.Index % 250)}", grant.App.Name, "Success", "TLS 1.3");
            org.Logins.Add(login);
            org.LaidEvents.Add(new EventSeries { Kind = EventKind.Login, From = grant.LastUsed * 1000, User = grant.User, App = grant.App, SourceIp = login.SourceIp, Login = login });
        }
    }

    private static void AddOutbound(Org org, Scenario planned)
    {
        foreach (var plan in planned.ExternalCredentials.Where(plan => ScenarioCheck.Covers(plan.Orgs, org.Name)))
            org.ExternalCredentials.Add(new ExternalCredential(plan.Name, plan.Label ?? plan.Name,
            [
                .. plan.Principals.Select((principal, place) => new CredentialPrincipal(
                    org.NewId("0sp", (org.ExternalCredentials.Count * 100) + place + 1), plan.Name, principal.Name, principal.PermissionSets, principal.Profiles)),
            ]));
        foreach (var plan in planned.NamedCredentials.Where(plan => ScenarioCheck.Covers(plan.Orgs, org.Name)))
            org.NamedCredentials.Add(new NamedCredential(plan.Name, plan.Label ?? plan.Name, plan.Url, plan.Protocol, plan.Certificate, plan.SigningCertificate, plan.ExternalCredential));
    }

    private long At(string moment) => _start + RelativeTime.Seconds(moment)!.Value;

    private static long Draw(Random random, string spread) => RelativeTime.Seconds(spread) is > 0 and { } seconds ? random.NextInt64(seconds) : 0;

    /// <summary>The same on every run and machine, unlike string.GetHashCode.</summary>
    private static int HashCode(int seed, params string[] parts)
    {
        var hash = 17 + seed;
        foreach (var letter in string.Concat(parts)) hash = unchecked((hash * 31) + letter);
        return hash;
    }
}
