using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;

namespace Governance.TestKit.Fakes;

/// <summary>What the portal can ask of an org; the name of a call in counts, pauses and refusals.</summary>
public enum OrgCall
{
    /// <summary>ExchangeCodeAsync.</summary>
    ExchangeCode,

    /// <summary>IdentifyAsync.</summary>
    Identify,

    /// <summary>TestRightsAsync.</summary>
    TestRights,

    /// <summary>ReadTokensAsync.</summary>
    ReadTokens,

    /// <summary>ReadTokensOfUserAsync.</summary>
    ReadUserTokens,

    /// <summary>TryAsync of a canary.</summary>
    Canary,

    /// <summary>CheckTokensAsync.</summary>
    CheckTokens,

    /// <summary>ReadInventoryAsync.</summary>
    ReadInventory,

    /// <summary>TestAsync of the responder.</summary>
    TestResponder,

    /// <summary>RevokeTokensAsync of the responder, once per wanted row.</summary>
    Revoke,

    /// <summary>ActAsync of the responder, once per act.</summary>
    Act,

    /// <summary>GiveAsync of the responder.</summary>
    Give,

    /// <summary>SetPolicyAsync of the responder.</summary>
    SetPolicy,

    /// <summary>SeePolicyAsync.</summary>
    SeePolicy,

    /// <summary>CheckActsAsync.</summary>
    CheckActs,

    /// <summary>EndAsync of the responder's session.</summary>
    EndSession,

    /// <summary>ReadAsync of the evidence, once per kind.</summary>
    ReadEvidence,

    /// <summary>LeaveAsync.</summary>
    Leave,
}

/// <summary>One org of a test's world. Everything is settable: what it holds, what it refuses, how it lies.</summary>
public sealed partial class FakeOrg
{
    /// <summary>The right without which token rows cannot be read.</summary>
    public const string CustomizeApplication = "Customize Application";

    private readonly ConcurrentDictionary<OrgCall, int> _calls = new();
    private readonly ConcurrentDictionary<OrgCall, Pause> _pauses = new();
    private readonly ConcurrentDictionary<TokenRowKey, TokenRow> _rows = new();
    private int _gifts;

    internal FakeOrg(string name, int number)
    {
        Name = name;
        SalesforceId = $"00D{number:D12}EA0";
        UserId = $"005{number:D12}";
        Origin = new Uri($"https://fake{number}.my.salesforce.com");
        Username = $"portal@fake{number}.example";
        ResponderUserId = $"005{number:D11}R";
        ResponderUsername = $"responder@fake{number}.example";
        Rights[CustomizeApplication] = true;
        ResponderRights[CustomizeApplication] = true;
    }

    /// <summary>The org's own name.</summary>
    public string Name { get; set; }

    /// <summary>18 characters.</summary>
    public string SalesforceId { get; set; }

    /// <summary>Where it answers.</summary>
    public Uri Origin { get; set; }

    /// <summary>The user the portal acts as.</summary>
    public string Username { get; set; }

    /// <summary>Id of that user, 15 characters.</summary>
    public string UserId { get; set; }

    /// <summary>The user the portal's responder acts as.</summary>
    public string ResponderUsername { get; set; }

    /// <summary>Id of that user, 15 characters.</summary>
    public string ResponderUserId { get; set; }

    /// <summary>What credentials that somebody may hand over stand for, by consumer key.</summary>
    public ConcurrentDictionary<string, FakeCanary> Canaries { get; } = new();

    /// <summary>What the self-test says of each right of the responder.</summary>
    public ConcurrentDictionary<string, bool?> ResponderRights { get; } = new();

    /// <summary>Production, sandbox and so on.</summary>
    public OrgEnvironment Environment { get; set; } = OrgEnvironment.Production;

    /// <summary>As in USA42.</summary>
    public string InstanceName { get; set; } = "USA42";

    /// <summary>What the self-test says of each right; without Customize Application no row can be read.</summary>
    public ConcurrentDictionary<string, bool?> Rights { get; } = new();

    /// <summary>Calls that answer with this problem.</summary>
    public ConcurrentDictionary<OrgCall, Problem> Refusals { get; } = new();

    /// <summary>Rows whose revocation the org refuses.</summary>
    public ConcurrentDictionary<TokenRowKey, RevocationOutcome> RefusedRows { get; } = new();

    /// <summary>Lie: the revocation is accepted, and the row stays.</summary>
    public ConcurrentDictionary<TokenRowKey, bool> KeptRows { get; } = new();

    /// <summary>Lie: the row is counted and not listed.</summary>
    public ConcurrentDictionary<TokenRowKey, bool> HiddenRows { get; } = new();

    /// <summary>How it deceives beyond that.</summary>
    public FakeLies Lies { get; } = new();

    /// <summary>What was done beside revoking, by kind and subject, in order.</summary>
    public ConcurrentQueue<(TargetKind Kind, string Subject)> Acts { get; } = new();

    /// <summary>What really changed here, in order: nothing that the portal asks twice may be in it twice.</summary>
    public ConcurrentQueue<string> Effects { get; } = new();

    /// <summary>Acts that the org refuses.</summary>
    public ConcurrentDictionary<(TargetKind Kind, string Subject), RevocationOutcome> RefusedActs { get; } = new();

    /// <summary>Lie: the act is accepted, and nothing changes.</summary>
    public ConcurrentDictionary<(TargetKind Kind, string Subject), bool> KeptActs { get; } = new();

    /// <summary>Happens just before the org answers a call.</summary>
    public ConcurrentDictionary<OrgCall, Action> Before { get; } = new();

    /// <summary>Items of the inventory, by kind and key.</summary>
    public ConcurrentDictionary<(ItemKind Kind, string Key), ItemRead> Items { get; } = new();

    /// <summary>Texts of registrations, by key.</summary>
    public ConcurrentDictionary<string, string> Specs { get; } = new();

    /// <summary>Gives the org an External Service registration as AppLink makes it; one of that name gets the new text.</summary>
    public void Register(string name, string spec, string? id = null, string provider = "Heroku")
    {
        var before = Items.TryGetValue((ItemKind.Registration, name), out var known) ? ((RegistrationFacts)known.Facts).SystemVersion : 0;
        Specs[name] = spec;
        Add(new ItemRead(ItemKind.Registration, name, name, new RegistrationFacts
        {
            ApiName = name,
            SalesforceKey = id ?? "0Xe000000000001",
            ProviderType = provider,
            SystemVersion = before + 1,
            SpecHash = Text.Sha256(spec),
            ActiveOperations = [],
        }));
    }

    /// <summary>Logins that login history holds.</summary>
    public List<LoginSeen> Logins { get; } = [];

    /// <summary>Capabilities of the inventory that cannot be read, and why.</summary>
    public ConcurrentDictionary<Capability, Problem> CapabilityRefusals { get; } = new();

    /// <summary>Evidence that is a gap, and why.</summary>
    public ConcurrentDictionary<EvidenceKind, string> EvidenceGaps { get; } = new();

    /// <summary>Evidence that is so many bytes long, at least.</summary>
    public ConcurrentDictionary<EvidenceKind, int> EvidenceBytes { get; } = new();

    /// <summary>Evidence that is not answered before it is released.</summary>
    public ConcurrentDictionary<EvidenceKind, Pause> EvidencePauses { get; } = new();

    /// <summary>What the last reading of evidence was asked for.</summary>
    public EvidenceAsk? LastEvidenceAsk { get; internal set; }

    /// <summary>What the last read of the inventory was asked for.</summary>
    public InventoryAsk? LastAsk { get; private set; }

    /// <summary>API calls of the org's day: used and limit.</summary>
    public ApiUsage Usage { get; set; } = new(100, 150_000);

    /// <summary>Gives the org an item of the inventory.</summary>
    public void Add(ItemRead item) => Items[(item.Kind, item.Key)] = item;

    /// <summary>Added to the count the org claims.</summary>
    public int CountsTooMany { get; set; }

    /// <summary>Rows as the org really holds them.</summary>
    public IReadOnlyCollection<TokenRow> Rows => [.. _rows.Values];

    /// <summary>All calls that reached this org.</summary>
    public int CallCount => _calls.Values.Sum();

    /// <summary>How often one call reached this org.</summary>
    public int Calls(OrgCall call) => _calls.GetValueOrDefault(call);

    /// <summary>Gives the org a token row.</summary>
    public TokenRow Add(TokenRow row) => _rows[row.Key] = row;

    /// <summary>Takes a row away behind the portal's back.</summary>
    public void Remove(TokenRowKey key) => _rows.TryRemove(key, out _);

    /// <summary>The next call of this kind waits until the pause is released.</summary>
    public Pause PauseAt(OrgCall call) => _pauses[call] = new Pause();

    /// <summary>The key of a made-up handle.</summary>
    public static TokenRowKey KeyOf(string handle) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(handle))));

    /// <summary>What the org says about itself.</summary>
    public OrgIdentity Identity() => new(SalesforceId, Name, Environment, InstanceName, Origin, Username, UserId);

    /// <summary>The same, answered to the responder.</summary>
    public OrgIdentity ResponderIdentity() => Identity() with { Username = ResponderUsername, UserId = ResponderUserId };

    /// <summary>The self-test's lines.</summary>
    public IReadOnlyList<RightCheck> RightChecks() => ChecksOf(Rights);

    /// <summary>The lines of the responder's self-test.</summary>
    public IReadOnlyList<RightCheck> ResponderChecks() => ChecksOf(ResponderRights);

    private static List<RightCheck> ChecksOf(ConcurrentDictionary<string, bool?> rights) =>
    [
        .. rights.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new RightCheck(
            r.Key, r.Value, $"What needs {r.Key}", r.Key == CustomizeApplication ? Capability.Authorizations : null)),
    ];

    internal async Task<Problem?> EnterAsync(OrgCall call, CancellationToken ct)
    {
        _calls.AddOrUpdate(call, 1, (_, n) => n + 1);
        if (Before.TryRemove(call, out var first)) first();
        if (_pauses.TryRemove(call, out var pause)) await pause.WaitAsync(ct);
        return Refusals.GetValueOrDefault(call);
    }

    internal TokenInventory Inventory(DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        Lies.Read(name => !name.Contains(' '));
        var there = _rows.Values.Where(r => !Lies.Pretends(r.Key.Value)).ToList();
        var listed = there.Where(r => !HiddenRows.ContainsKey(r.Key)).OrderBy(r => r.Key.Value, StringComparer.Ordinal).ToList();
        return new TokenInventory(listed, there.Count + CountsTooMany, true, Username, startedAt, finishedAt, 3) { Marker = TokenMarker() };
    }

    internal string TokenMarker() => $"{_rows.Count}|{_rows.Values.Max(r => (DateTimeOffset?)r.CreatedAt):O}|{_rows.Values.Max(r => r.LastUsedAt):O}";

    internal InventoryRead Read(InventoryAsk ask, DateTimeOffset startedAt)
    {
        LastAsk = ask;
        return new InventoryRead([.. ask.Due.Select(due => Read(due, startedAt))], ask.Due.Count, Usage);
    }

    private CapabilityRead Read(CapabilityDue due, DateTimeOffset startedAt)
    {
        if (CapabilityRefusals.TryGetValue(due.Capability, out var refusal)) return new CapabilityRead(due.Capability, startedAt, [], [], Problem: refusal);
        if (due.Capability == Capability.Logins) return new CapabilityRead(due.Capability, startedAt, [], []) { Logins = [.. Logins] };
        var items = Items.Values.Where(i => CapabilityKinds.Of(due.Capability).Contains(i.Kind)).OrderBy(i => i.Key, StringComparer.Ordinal).ToList();
        var marker = Governance.Domain.Text.Sha256(string.Join(';', items.Select(i => $"{i.Key}={i.Facts.GetHashCode()}")));
        return due.Marker == marker
            ? new CapabilityRead(due.Capability, startedAt, [], [], marker, IsUnchanged: true)
            : new CapabilityRead(due.Capability, startedAt, items, [], marker) { Specs = due.Capability == Capability.Registrations ? [.. Specs.Select(s => new SpecRead(s.Key, s.Value))] : [] };
    }

    internal RevocationAnswer Do(OrgAct act)
    {
        var what = (act.Kind, act.Subject);
        if (act.Former is not null) return Undo(act);
        if (RefusedActs.TryGetValue(what, out var refusal)) return new RevocationAnswer(act.Key, refusal, $"The org said: {refusal}.");
        if (Acts.Contains(what)) return new RevocationAnswer(act.Key, RevocationOutcome.AlreadyGone, "Done already.");
        if (Lies.Deceive(FakeLies.Of(act.Kind, act.Subject), ReallyDo) is { } lie) return new RevocationAnswer(act.Key, lie, $"{lie}.") { Former = FormerOf(act) };
        if (!KeptActs.ContainsKey(what)) ReallyDo();
        return new RevocationAnswer(act.Key, RevocationOutcome.Accepted, "Accepted.") { Former = FormerOf(act) };

        void ReallyDo()
        {
            Acts.Enqueue(what);
            Effects.Enqueue($"{act.Kind} {act.Subject}");
            Gifts.TryRemove(act.Subject, out _);
        }
    }

    private void Revoke(string key)
    {
        Remove(new TokenRowKey(key));
        Effects.Enqueue($"revoked {key}");
    }

    /// <summary>What an act says of the former state; sessions and tokens have none that comes back.</summary>
    public static string? FormerOf(OrgAct act) => IncidentSteps.CanUndo(act.Kind) ? $"{{\"was\":\"{act.Subject}\",\"set\":\"0PS000000000001\"}}" : null;

    private RevocationAnswer Undo(OrgAct act)
    {
        if (act.Former != FormerOf(act)) return new RevocationAnswer(act.Key, RevocationOutcome.Refused, "That is not how it was.");
        if (RefusedActs.TryGetValue((act.Kind, act.Subject), out var refusal)) return new RevocationAnswer(act.Key, refusal, "Changed since.");
        var left = Acts.Where(a => a != (act.Kind, act.Subject)).ToList();
        if (left.Count == Acts.Count) return new RevocationAnswer(act.Key, RevocationOutcome.AlreadyGone, "As it was already.");
        Effects.Enqueue($"{act.Kind} {act.Subject} taken back");
        Acts.Clear();
        foreach (var one in left) Acts.Enqueue(one);
        return new RevocationAnswer(act.Key, RevocationOutcome.Accepted, "Accepted.");
    }

    /// <summary>Permission sets given until a moment, by id of the assignment.</summary>
    public ConcurrentDictionary<string, SetGift> Gifts { get; } = new();

    /// <summary>Lie: the org says that it gave, and holds nothing.</summary>
    public bool ForgetsGifts { get; set; }

    /// <summary>What holds in the policies of client apps.</summary>
    public ConcurrentDictionary<AppPolicyWish, bool> Policies { get; } = new();

    /// <summary>Lie: a policy is accepted, and nothing changes.</summary>
    public bool KeepsPolicies { get; set; }

    internal string? Set(AppPolicyWish wish)
    {
        if (KeepsPolicies) return "{\"was\":\"false\"}";
        var done = wish.Back is null ? Policies.TryAdd(wish, true) : Policies.TryRemove(wish with { Back = null }, out _);
        if (!done) return null;
        Effects.Enqueue($"{wish}");
        return $"{{\"was\":\"{wish.Back is not null}\"}}";
    }

    internal PolicySeen See(AppPolicyWish wish, DateTimeOffset startedAt) => new(Policies.ContainsKey(wish with { Back = null }) == wish.Back is null, $"{{\"was\":\"{Policies.ContainsKey(wish with { Back = null })}\"}}", startedAt);

    internal GivenSet Give(SetGift gift)
    {
        var id = Gifts.FirstOrDefault(g => g.Value == gift).Key ?? $"0PaG{Interlocked.Increment(ref _gifts):D11}";
        if (!ForgetsGifts && Gifts.TryAdd(id, gift)) Effects.Enqueue($"{gift}");
        return new GivenSet(id, gift.EndsAt);
    }

    internal ActSeen See(OrgAct act)
    {
        var name = FakeLies.Of(act.Kind, act.Subject);
        Lies.Read(due => due == name);
        if (Lies.Blind.ContainsKey(name)) return new ActSeen(null, "The org's answer does not say how it stands.");
        var isDone = act.Kind == TargetKind.Assignment && act.Subject.StartsWith("0PaG", StringComparison.Ordinal) ? !Gifts.ContainsKey(act.Subject)
            : (Acts.Contains((act.Kind, act.Subject)) || Lies.Pretends(name)) == (act.Former is null);
        return isDone ? new ActSeen(true, "As asked for.") : new ActSeen(false, "As it was.", Former: FormerOf(act));
    }

    internal RevocationAnswer Revoke(TokenRowKey key)
    {
        if (RefusedRows.TryGetValue(key, out var refusal)) return new RevocationAnswer(key, refusal, $"The org said: {refusal}.");
        if (!_rows.ContainsKey(key)) return new RevocationAnswer(key, RevocationOutcome.AlreadyGone, "Not in the list any more.");
        if (Lies.Deceive(key.Value, () => Revoke(key.Value)) is { } lie) return new RevocationAnswer(key, lie, $"{lie}.");
        if (!KeptRows.ContainsKey(key)) Revoke(key.Value);
        return new RevocationAnswer(key, RevocationOutcome.Accepted, "Accepted.");
    }
}

/// <summary>A call held up until a test lets it go.</summary>
public sealed class Pause
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the call has arrived; fails after 20 s.</summary>
    public Task ReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Lets the call go on.</summary>
    public void Release() => _released.TrySetResult();

    internal Task WaitAsync(CancellationToken ct)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(ct);
    }
}
