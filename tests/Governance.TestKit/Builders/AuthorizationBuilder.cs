using Governance.Domain.Authorizations;
using Governance.Domain.Vendors;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Builders;

/// <summary>Builds a token row at an org and our record of it.</summary>
public sealed class AuthorizationBuilder : IGiven<Authorization>
{
    private static int _made;
    private readonly int _number = Interlocked.Increment(ref _made);
    private readonly List<string> _lies = [];
    private ConnectedOrg? _org;
    private string _app = "Gainfold Sync";
    private string? _user;
    private ClientAppKind _kind = ClientAppKind.ConnectedApp;
    private string? _application;
    private bool? _ownerIsActive = true;
    private int? _usedDaysAgo = 1;
    private int _createdDaysAgo = 90;
    private bool _gone;
    private bool _portalOwn;

    /// <summary>Reads better: <c>An.Authorization().ThatIs.Unused()</c>.</summary>
    public AuthorizationBuilder ThatIs => this;

    /// <summary>In this org; in one of its own when not said.</summary>
    public AuthorizationBuilder In(ConnectedOrg org) => With(() => _org = org);

    /// <summary>Of this client app.</summary>
    public AuthorizationBuilder Of(string app) => With(() => _app = app);

    /// <summary>Of this kind of client app.</summary>
    public AuthorizationBuilder OfKind(ClientAppKind kind) => With(() => _kind = kind);

    /// <summary>Of the client app with this id, rather than of one of its own.</summary>
    public AuthorizationBuilder OfApplication(string id) => With(() => _application = id);

    /// <summary>Granted by this user.</summary>
    public AuthorizationBuilder By(string username) => With(() => _user = username);

    /// <summary>Used yesterday.</summary>
    public AuthorizationBuilder Active() => UsedDaysAgo(1);

    /// <summary>Used within the last hour.</summary>
    public AuthorizationBuilder InUse() => UsedDaysAgo(0);

    /// <summary>Last used so many days ago.</summary>
    public AuthorizationBuilder UsedDaysAgo(int days) => With(() => _usedDaysAgo = days);

    /// <summary>Never used.</summary>
    public AuthorizationBuilder Unused() => With(() => _usedDaysAgo = null);

    /// <summary>Granted so many days ago.</summary>
    public AuthorizationBuilder CreatedDaysAgo(int days) => With(() => _createdDaysAgo = days);

    /// <summary>Its owner is deactivated.</summary>
    public AuthorizationBuilder OfInactiveOwner() => With(() => _ownerIsActive = false);

    /// <summary>No longer in the org.</summary>
    public AuthorizationBuilder Gone() => With(() => _gone = true);

    /// <summary>The portal's own grant.</summary>
    public AuthorizationBuilder PortalOwn() => With(() => _portalOwn = true);

    /// <summary>The org will accept its revocation and keep the row.</summary>
    public AuthorizationBuilder KeptByTheOrg() => With(() => _lies.Add("kept"));

    /// <summary>The org counts the row and does not list it.</summary>
    public AuthorizationBuilder HiddenByTheOrg() => With(() => _lies.Add("hidden"));

    /// <summary>The org will refuse its revocation.</summary>
    public AuthorizationBuilder RefusedByTheOrg() => With(() => _lies.Add("refused"));

    /// <inheritdoc />
    public async Task<Authorization> PutAsync(Portal portal)
    {
        var org = _org ?? await An.Org($"Org {_number}").PutAsync(portal);
        var now = portal.Clock.Now;
        var user = _portalOwn ? org.Fake.Username : _user ?? $"user{_number}@example.com";
        var row = new TokenRow(
            FakeOrg.KeyOf($"handle-{_number}"), _app, _kind == ClientAppKind.Unknown ? null : _application ?? $"0H4{_number:D12}", _kind,
            _portalOwn ? org.Fake.UserId : $"005U{_number:D11}", user, $"Owner {user}", _ownerIsActive, "Standard User",
            now.AddDays(-_createdDaysAgo), _usedDaysAgo is { } days ? now.AddDays(-days) : null, _usedDaysAgo is null ? 0 : 7);
        if (!_gone) org.Fake.Add(row);
        if (_lies.Contains("kept")) org.Fake.KeptRows[row.Key] = true;
        if (_lies.Contains("hidden")) org.Fake.HiddenRows[row.Key] = true;
        if (_lies.Contains("refused")) org.Fake.RefusedRows[row.Key] = Application.Ports.RevocationOutcome.Refused;

        var authorization = new Authorization(org.Org.Id, org.Org.OrgGroupId, row, now);
        authorization.MarkPortalOwn(_portalOwn);
        if (_gone) authorization.Vanish(now);
        var vendors = await portal.ReadAsync(db => db.Vendors.AsNoTracking().ToListAsync());
        authorization.BelongTo(new VendorMatcher(vendors).VendorOf(authorization.AppKey));
        await portal.WriteAsync(db => db.Authorizations.Add(authorization));
        return authorization;
    }

    private AuthorizationBuilder With(Action change)
    {
        change();
        return this;
    }
}
