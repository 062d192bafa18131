using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Xunit.Abstractions;

namespace Governance.Domain.Tests.Policies;

/// <summary>Generated estates of known truth: what is planted is found, and nothing else.</summary>
public sealed class AppLinkJoinTests(ITestOutputHelper output)
{
    private static bool IsFull => Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";

    [Fact]
    public void Join_OverCleanEstates_FindsNothing()
    {
        for (var seed = 0; seed < (IsFull ? 400 : 40); seed++)
        {
            var estate = new GeneratedEstate(seed);

            var join = estate.Join();

            join.Mismatches.ShouldBeEmpty($"seed {seed}");
            join.Entries.Count.ShouldBe(estate.Entries.Count);
            join.Entries.ShouldAllBe(e => e.Registration != null && e.Publication != null && e.Connection != null && e.Credential != null && e.Invokers.Count > 0);
        }
    }

    [Fact]
    public void Join_OverPlantedEstates_FindsAllOfEveryKindAndNothingElse()
    {
        var kinds = Enum.GetValues<JoinMismatchKind>();
        var (planted, found, right) = (kinds.ToDictionary(k => k, _ => 0), kinds.ToDictionary(k => k, _ => 0), kinds.ToDictionary(k => k, _ => 0));
        for (var seed = 0; seed < (IsFull ? 400 : 40); seed++)
        {
            var estate = new GeneratedEstate(seed);
            estate.Plant();
            var said = estate.Join().Mismatches;
            foreach (var truth in estate.Truth) planted[truth.Kind]++;
            foreach (var mismatch in said)
            {
                found[mismatch.Kind]++;
                if (estate.Truth.Contains(mismatch)) right[mismatch.Kind]++;
            }
            said.OrderBy(m => $"{m}", StringComparer.Ordinal).ShouldBe(estate.Truth.OrderBy(m => $"{m}", StringComparer.Ordinal), $"seed {seed}");
        }

        foreach (var kind in kinds) output.WriteLine($"{kind,-32} planted {planted[kind],4} found {found[kind],4} right {right[kind],4}");
        output.WriteLine($"recall {(double)right.Values.Sum() / planted.Values.Sum():P1}, precision {(double)right.Values.Sum() / found.Values.Sum():P1}");
        kinds.Length.ShouldBe(20);
        planted.Values.ShouldAllBe(count => count > 0);
    }

    [Fact]
    public void Join_WhereASideIsSilent_SaysNothingAmiss()
    {
        var estate = new GeneratedEstate(1);
        estate.Plant();

        var blind = AppLinkJoin.Of([.. estate.Addons.Select(a => a with { AppKeys = null, Records = null, Publications = null })], estate.Orgs(Enum.GetValues<Capability>()));

        blind.Mismatches.Where(m => m.Kind != JoinMismatchKind.CredentialShared).ShouldBeEmpty();
    }

    private sealed record Entry(string Org, string Name, int Number)
    {
        public string RegistrationId => $"0gM{Number:D12}";

        public string InvokerId => $"005{Number:D12}";
    }

    private sealed class GeneratedEstate
    {
        private const string App = "heroku applink";
        private readonly Random _random;
        private readonly Dictionary<string, APicture> _orgs = [];
        private readonly Dictionary<string, List<GrantSummary>> _grants = [];
        private readonly Dictionary<string, Dictionary<string, SpecNames>> _specs = [];
        private readonly Dictionary<string, (string Id, string Name)> _users = [];

        public GeneratedEstate(int seed)
        {
            _random = new Random(seed);
            var number = 0;
            for (var o = 0; o < 2 + _random.Next(3); o++)
            {
                var key = $"00D{o:D12}";
                _orgs[key] = new APicture().Without(ItemKind.Registration).Without(ItemKind.PermissionSet).Without(ItemKind.Assignment)
                    .Without(ItemKind.NamedCredential).Without(ItemKind.Access);
                _users[key] = ($"005U{o:D11}", $"link{o}@northgale.example");
                _orgs[key].Put(ItemKind.User, _users[key].Id, _users[key].Name, new UserFacts { IsActive = true, IsFrozen = false, LicenseName = "Salesforce Integration" });
                (_grants[key], _specs[key]) = ([new GrantSummary(App, "Heroku AppLink", null, 1, [_users[key].Id], APicture.Now)], []);
                List<AppLinkRow> records = [Connection(key, "main", o)];
                List<AppLinkDependentRow> publications = [];
                // One entry for each thing that may be planted in an entry, and one that stays well.
                for (var e = 0; e < 17; e++)
                {
                    var entry = new Entry(key, $"Api_{number}", number++);
                    Entries.Add(entry);
                    Add(entry);
                    publications.Add(Publication(entry));
                }
                Addons.Add(new JoinAddon($"addon-{o}", ["app"], records, publications));
            }
        }

        public List<Entry> Entries { get; } = [];

        public List<JoinAddon> Addons { get; } = [];

        public HashSet<JoinMismatch> Truth { get; } = [];

        public AppLinkJoin Join() => AppLinkJoin.Of(Addons, Orgs([]));

        public List<JoinOrg> Orgs(Capability[] blind)
        {
            List<JoinOrg> orgs = [];
            foreach (var (key, org) in _orgs)
            {
                foreach (var capability in blind) org.Blind(capability);
                orgs.Add(new JoinOrg(key, org.Grants([.. _grants[key]]).Build(), _specs[key], App));
            }
            return orgs;
        }

        /// <summary>Plants one mismatch of every kind in one org, chosen by lot, each in an entry of its own.</summary>
        public void Plant()
        {
            var at = _random.Next(_orgs.Count);
            var key = _orgs.Keys.Order(StringComparer.Ordinal).ElementAt(at);
            var free = new Queue<Entry>(Entries.Where(e => e.Org == key).OrderBy(_ => _random.Next()));
            var org = _orgs[key];
            var publications = Addons[at].Publications!.ToList();
            var records = Addons[at].Records!.ToList();
            void Publish(Entry entry, Func<AppLinkDependentRow, AppLinkDependentRow> change) => publications[publications.FindIndex(p => p.Name == entry.Name)] = change(Publication(entry));
            void True(JoinMismatchKind kind, string subject) => Truth.Add(new(kind, key, subject));

            var lost = free.Dequeue();
            org.Remove(ItemKind.Registration, lost.Name);
            True(JoinMismatchKind.PublicationWithoutRegistration, lost.Name);
            var orphan = free.Dequeue();
            publications.RemoveAll(p => p.Name == orphan.Name);
            True(JoinMismatchKind.RegistrationWithoutPublication, orphan.Name);
            var loose = free.Dequeue();
            Publish(loose, p => p with { ConnectionName = "gone" });
            True(JoinMismatchKind.PublicationWithoutConnection, loose.Name);
            var broken = free.Dequeue();
            records.Add(Connection(key, "broken", 900) with { Status = "failed" });
            Publish(broken, p => p with { ConnectionName = "broken" });
            True(JoinMismatchKind.PublicationOverBrokenConnection, broken.Name);
            var strayed = free.Dequeue();
            records.Add(Connection(key, "elsewhere", 901) with { OrgKey = "00DELSEWHERE001" });
            Publish(strayed, p => p with { ConnectionName = "elsewhere" });
            True(JoinMismatchKind.PublicationInOtherOrg, strayed.Name);
            var detached = free.Dequeue();
            Publish(detached, p => p with { AppKey = "another" });
            True(JoinMismatchKind.PublicationOfUnattachedApp, detached.Name);
            var twice = free.Dequeue();
            publications.Add(Publication(twice) with { Key = "again" });
            True(JoinMismatchKind.PublishedTwice, twice.Name);
            var renamed = free.Dequeue();
            Publish(renamed, p => p with { Name = "Renamed" });
            True(JoinMismatchKind.NamesDiffer, "Renamed");
            var bare = free.Dequeue();
            org.Remove(ItemKind.NamedCredential, bare.Name);
            True(JoinMismatchKind.RegistrationWithoutCredential, bare.Name);
            var (one, other) = (free.Dequeue(), free.Dequeue());
            Register(one, one.Name);
            Register(other, one.Name);
            True(JoinMismatchKind.CredentialShared, one.Name);
            var closed = free.Dequeue();
            org.Remove(ItemKind.PermissionSet, SetId(closed.Number)).Remove(ItemKind.Assignment, $"a{closed.Number}");
            True(JoinMismatchKind.InvokeSetMissing, closed.Name);
            var idle = free.Dequeue();
            org.Remove(ItemKind.Assignment, $"a{idle.Number}");
            True(JoinMismatchKind.InvokeSetUnassigned, idle.Name);
            var plusGone = free.Dequeue();
            org.Remove(ItemKind.PermissionSet, PlusId(plusGone.Number));
            True(JoinMismatchKind.UserPlusSetMissing, $"{plusGone.Name}: Plus_{plusGone.Number}");
            var standing = free.Dequeue();
            org.Put(ItemKind.PermissionSet, PlusId(standing.Number), "Plus", new PermissionSetFacts { ApiName = $"Plus_{standing.Number}", HasActivationRequired = false });
            True(JoinMismatchKind.UserPlusSetStanding, $"{standing.Name}: Plus_{standing.Number}");
            var lacking = free.Dequeue();
            org.Remove(ItemKind.Assignment, $"b{lacking.Number}");
            True(JoinMismatchKind.InvokerLacksUserPlus, $"{lacking.Name}: Plus_{lacking.Number}");
            var appless = free.Dequeue();
            _specs[key][appless.Name] = _specs[key][appless.Name] with { ClientApps = ["Nowhere"] };
            True(JoinMismatchKind.ClientAppMissing, $"{appless.Name}: Nowhere");

            foreach (var (name, active, told, holds) in new[] { ("retired", false, true, true), ("misnamed", true, false, true), ("ungranted", true, true, false) })
            {
                var id = $"005X{name.PadRight(11, '0')[..11]}";
                org.Put(ItemKind.User, id, $"{name}@northgale.example", new UserFacts { IsActive = active, IsFrozen = false, LicenseName = "Salesforce Integration" });
                records.Add(Connection(key, name, 902) with { UserKey = id, Username = told ? $"{name}@northgale.example" : "before@northgale.example" });
                if (holds) _grants[key].Add(new GrantSummary(App, "Heroku AppLink", null, 1, [id], APicture.Now));
            }
            True(JoinMismatchKind.UserInactive, "retired");
            True(JoinMismatchKind.UsernameDiffers, "misnamed");
            True(JoinMismatchKind.ConnectionWithoutGrant, "ungranted");
            org.Put(ItemKind.User, "005XSTRANGER001", "stranger@northgale.example", new UserFacts { IsActive = true, IsFrozen = false });
            _grants[key].Add(new GrantSummary(App, "Heroku AppLink", null, 1, ["005XSTRANGER001"], APicture.Now));
            True(JoinMismatchKind.GrantWithoutConnection, "stranger@northgale.example");
            Addons[at] = Addons[at] with { Publications = publications, Records = records };
        }

        private static string SetId(int number) => $"0PS{number:D12}";

        private static string PlusId(int number) => $"0PP{number:D12}";

        private static AppLinkDependentRow Publication(Entry e) =>
            new(AppLinkDependentKind.Publication, $"p{e.Number}", "main", e.Name, "app", e.RegistrationId, e.Org, null, APicture.Now.AddDays(-9));

        private AppLinkRow Connection(string org, string name, int number) => new(
            AppLinkKind.Connection, $"c{number}-{name}", name, org, false, _users[org].Name, _users[org].Id, "connected", "OAuth", "app", APicture.Now.AddDays(-9), null, null, null);

        private void Register(Entry e, string credential) => _orgs[e.Org].Put(ItemKind.Registration, e.Name, e.Name, new RegistrationFacts
        {
            ApiName = e.Name,
            SalesforceKey = e.RegistrationId,
            Status = "Complete",
            ProviderType = "Heroku",
            NamedCredential = credential,
        });

        private void Add(Entry e)
        {
            Register(e, e.Name);
            _orgs[e.Org]
                .Put(ItemKind.NamedCredential, e.Name, e.Name, new NamedCredentialFacts { ApiName = e.Name, ExternalCredential = $"{e.Name}Auth" })
                .Put(ItemKind.User, e.InvokerId, $"caller{e.Number}@northgale.example", new UserFacts { IsActive = true, IsFrozen = false })
                .Put(ItemKind.PermissionSet, SetId(e.Number), e.Name, new PermissionSetFacts { ApiName = e.Name, HasActivationRequired = false })
                .Put(ItemKind.PermissionSet, PlusId(e.Number), "Plus", new PermissionSetFacts { ApiName = $"Plus_{e.Number}", HasActivationRequired = true })
                .Put(ItemKind.Assignment, $"a{e.Number}", "", new AssignmentFacts { UserId = e.InvokerId, PermissionSetId = SetId(e.Number), IsActive = true })
                .Put(ItemKind.Assignment, $"b{e.Number}", "", new AssignmentFacts { UserId = e.InvokerId, PermissionSetId = PlusId(e.Number), IsActive = true });
            _specs[e.Org][e.Name] = new SpecNames([$"Plus_{e.Number}"], ["Ledger_Sync"]);
        }
    }
}
