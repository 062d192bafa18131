using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Governance.OrgSimulator.Oidc;

/// <summary>State of the stand-in OpenID Connect provider. Nothing of it outlives the process.</summary>
public sealed class OidcProvider(
    string issuer, TimeProvider clock, string clientId, string clientSecret, IReadOnlyList<OidcPerson> people) : IDisposable
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PageLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, OidcPerson> _people = new(people.Select(p => KeyValuePair.Create(p.Subject, p)));
    private readonly ConcurrentDictionary<string, AuthorizationRequest> _asked = new();
    private readonly ConcurrentDictionary<string, IssuedCode> _codes = new();
    private readonly ConcurrentDictionary<string, SignedInAt> _sessions = new();

    public string Issuer { get; } = issuer.TrimEnd('/');

    public string ClientId { get; } = clientId;

    public TimeProvider Clock { get; } = clock;

    public SigningKeys Keys { get; } = new();

    /// <summary>Tokens handed out.</summary>
    public GrantBook Grants { get; } = new(clock);

    public OidcAttack Attack { get; set; }

    /// <summary>Where the last sign-in was sent back to; null before the first.</summary>
    public string? LastRedirect { get; private set; }

    /// <summary>The first state that was answered since the start; what a replayed state is taken from.</summary>
    public string? EarlierState { get; private set; }

    /// <summary>In the order they were given.</summary>
    public IEnumerable<OidcPerson> People => people.Select(p => _people[p.Subject]);

    public OidcPerson? PersonBySubject(string? subject) => subject is null ? null : _people.GetValueOrDefault(subject);

    /// <summary>The person as known now; null for a name, mail or subject that nobody has.</summary>
    public OidcPerson? Find(string? text) => text is null ? null : People.FirstOrDefault(p =>
        p.Subject == text || string.Equals(p.Name, text, StringComparison.OrdinalIgnoreCase)
        || string.Equals(p.Email, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Changes a person's groups from the next token on.</summary>
    public void SetGroups(OidcPerson person, IReadOnlyList<string> groups) =>
        _people[person.Subject] = person with { Groups = groups };

    /// <summary>No attack, nobody signed in, groups as given at the start. Keys stay.</summary>
    public void Reset()
    {
        Attack = OidcAttack.None;
        (EarlierState, LastRedirect) = (null, null);
        _asked.Clear();
        _codes.Clear();
        _sessions.Clear();
        Grants.EndOf(_ => true);
        foreach (var person in people) _people[person.Subject] = person;
    }

    public bool IsClient(string? id, string? secret) => id == ClientId && secret is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(clientSecret));

    /// <summary>Any port of this machine may be called back, on the given path.</summary>
    public static bool IsRegistered(string? address, string path) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host, out var ip) && ip.Equals(IPAddress.Loopback)))
        && uri.AbsolutePath == path && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;

    /// <summary>Keeps a request while its page is shown.</summary>
    public string Ask(AuthorizationRequest request)
    {
        var id = NewSecret();
        foreach (var old in _asked.Where(a => Now - a.Value.At > PageLifetime)) _asked.TryRemove(old.Key, out _);
        _asked[id] = request;
        return id;
    }

    public AuthorizationRequest? TakeAsked(string? id) =>
        id is not null && _asked.TryRemove(id, out var request) && Now - request.At <= PageLifetime ? request : null;

    public (string Cookie, SignedInAt Session) StartSession(string subject)
    {
        var session = new SignedInAt(subject, NewSecret(), Now);
        var cookie = NewSecret();
        _sessions[cookie] = session;
        return (cookie, session);
    }

    public SignedInAt? SessionOf(string? cookie) => cookie is null ? null : _sessions.GetValueOrDefault(cookie);

    public void EndSession(string? cookie)
    {
        if (cookie is not null) _sessions.TryRemove(cookie, out _);
    }

    /// <summary>Sign-ins of a person that go on.</summary>
    public IReadOnlyList<SignedInAt> SessionsOf(string subject) => [.. _sessions.Values.Where(s => s.Subject == subject)];

    /// <summary>Signs a person out everywhere, and ends what was granted on it.</summary>
    public void EndSessionsOf(string subject)
    {
        foreach (var session in _sessions.Where(s => s.Value.Subject == subject)) _sessions.TryRemove(session.Key, out _);
        Grants.EndOf(s => s.Subject == subject);
    }

    public string IssueCode(AuthorizationRequest request, SignedInAt session)
    {
        EarlierState ??= request.State;
        LastRedirect = request.RedirectUri;
        var code = NewSecret();
        foreach (var old in _codes.Where(c => Now - c.Value.At > CodeLifetime)) _codes.TryRemove(old.Key, out _);
        _codes[code] = new IssuedCode(request, session, Now);
        return code;
    }

    /// <summary>A code works once, whatever comes of it.</summary>
    public IssuedCode? Redeem(string? code) =>
        code is not null && _codes.TryRemove(code, out var issued) && Now - issued.At <= CodeLifetime ? issued : null;

    public void Dispose() => Keys.Dispose();

    private DateTimeOffset Now => Clock.GetUtcNow();

    internal static string NewSecret() => RandomNumberGenerator.GetHexString(64, lowercase: true);
}
