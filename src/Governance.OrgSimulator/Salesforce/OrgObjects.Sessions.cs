using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

public static partial class OrgObjects
{
    /// <summary>Rows of LoginHistory before it come from the scenario; a session's own row has its serial on top.</summary>
    public const int FirstLiveLogin = 1_000_000;

    /// <summary>Salesforce, AuthSession (reference §1.6): the relation is called Users; without Manage Users only one's own rows.</summary>
    private static ObjectType AuthSession() => new ObjectType("AuthSession", scope => scope.Org.Sessions.Values
            .Where(s => !s.Hidden && Org.IsLive(s, scope.Now) && (s.User == scope.Caller || scope.Has("ManageUsers"))).OrderBy(s => s.Serial))
    { KeyPrefix = "0Ak", Area = ObjectArea.Data, Changes = RowChanges.Delete }
        .With<Session>("Id", FieldKind.Id, (s, x) => SoqlValue.OfId(SessionId(s.Org, x)))
        .IdField<Session>("UsersId", x => x.User.Id)
        .Text<Session>("UserType", x => x.User.UserType)
        .Text<Session>("SessionType", _ => "Oauth2")
        .Text<Session>("LoginType", _ => "Remote Access 2.0")
        .With<Session>("LoginHistoryId", FieldKind.Id, (s, x) => SoqlValue.OfId(s.Org.NewId("0Ya", x.Serial + FirstLiveLogin)))
        .Text<Session>("SourceIp", x => x.SourceIp)
        .Text<Session>("SessionSecurityLevel", _ => "STANDARD")
        .With<Session>("ParentId", FieldKind.Id, (s, x) => SoqlValue.OfId(SessionId(s.Org, x)))
        .With<Session>("IsCurrent", FieldKind.Boolean, (s, x) => SoqlValue.Of(x == s.Current))
        .Text<Session>("LogoutUrl", _ => null)
        .With<Session>("NumSecondsValid", FieldKind.Number, (_, x) => SoqlValue.Of(x.SecondsValid))
        .Moment<Session>("CreatedDate", x => x.Created)
        .Moment<Session>("LastModifiedDate", x => x.Modified)
        .Relation<Session>("Users", "User", (_, x) => x.User)
        .Relation<Session>("LoginHistory", "LoginHistory", (_, x) => new LoginRow(x.Serial + FirstLiveLogin, x.User.Id, x.Created, "Oauth2", null, x.SourceIp, x.App.Name, "Success", "TLS 1.3"));

    public static string SessionId(Org org, Session session) => org.NewId("0Ak", session.Serial);

    private static ObjectType UserLogin() => new ObjectType("UserLogin", scope => scope.Org.Users) { KeyPrefix = "0Yw", Area = ObjectArea.Data, Changes = RowChanges.Update, VisibleTo = ["ManageUsers", "FreezeUsers"] }
        .IdField<OrgUser>("Id", u => u.LoginId)
        .IdField<OrgUser>("UserId", u => u.Id)
        .Flag<OrgUser>("IsFrozen", u => u.IsFrozen || u.OnlyLooksFrozen)
        .Flag<OrgUser>("IsPasswordLocked", _ => false)
        .Relation<OrgUser>("User", "User", (_, u) => u);

    /// <summary>Salesforce, LoginHistory (reference §1.6): few columns can be filtered, Application can be grouped but not filtered.</summary>
    private static ObjectType LoginHistory() => new ObjectType("LoginHistory", scope => scope.Org.Logins) { KeyPrefix = "0Ya", Area = ObjectArea.Data, VisibleTo = ["ManageUsers", "MonitorLoginHistory"] }
        .With<LoginRow>("Id", FieldKind.Id, (s, l) => SoqlValue.OfId(s.Org.NewId("0Ya", l.Serial)))
        .IdField<LoginRow>("UserId", l => l.UserId)
        .Moment<LoginRow>("LoginTime", l => l.At)
        .Text<LoginRow>("LoginType", l => l.LoginType)
        .Text<LoginRow>("LoginSubType", l => l.LoginSubType, filterable: false)
        .Text<LoginRow>("SourceIp", l => l.SourceIp, filterable: false)
        .Text<LoginRow>("ForwardedForIp", _ => null, filterable: false)
        .Text<LoginRow>("LoginUrl", _ => "login.salesforce.com")
        .Text<LoginRow>("Application", l => l.Application, filterable: false)
        .Text<LoginRow>("ApiType", _ => "REST API", filterable: false)
        .Text<LoginRow>("ApiVersion", _ => "62.0", filterable: false)
        .Text<LoginRow>("ClientVersion", _ => null, filterable: false)
        .Text<LoginRow>("Browser", l => l.Browser ?? "Unknown", filterable: false)
        .Text<LoginRow>("Platform", _ => "Unknown", filterable: false)
        .Text<LoginRow>("Status", l => l.Status, filterable: false)
        .Text<LoginRow>("TlsProtocol", l => l.TlsProtocol)
        .Text<LoginRow>("CipherSuite", _ => "TLS_AES_256_GCM_SHA384")
        .Text<LoginRow>("CountryIso", l => l.Country)
        .Text<LoginRow>("AuthMethodReference", _ => null, filterable: false)
        .IdField<LoginRow>("AuthenticationServiceId", _ => null)
        .IdField<LoginRow>("NetworkId", _ => null)
        .With<LoginRow>("LoginGeoId", FieldKind.Id, (_, _) => SoqlValue.Null, filterable: false)
        .Flag<LoginRow>("OptionsIsGet", _ => false)
        .Flag<LoginRow>("OptionsIsPost", _ => true);

    /// <summary>Salesforce, SetupAuditTrail (reference §6): Section and Display cannot be filtered, COUNT(Id) is refused.</summary>
    private static ObjectType SetupAuditTrail() => new ObjectType("SetupAuditTrail", scope => scope.Org.AuditTrail) { KeyPrefix = "0Ym", Area = ObjectArea.Data, VisibleTo = ["ViewSetup"], RefusesCountOfId = true }
        .With<AuditRow>("Id", FieldKind.Id, (s, a) => SoqlValue.OfId(s.Org.NewId("0Ym", a.Serial)))
        .Text<AuditRow>("Action", a => a.Action)
        .Text<AuditRow>("Section", a => a.Section, filterable: false)
        .Text<AuditRow>("Display", a => a.Display, filterable: false)
        .Moment<AuditRow>("CreatedDate", a => a.At)
        .IdField<AuditRow>("CreatedById", a => a.CreatedById)
        .Text<AuditRow>("DelegateUser", _ => null)
        .Text<AuditRow>("ResponsibleNamespacePrefix", _ => null)
        .Text<AuditRow>("CreatedByContext", _ => null)
        .Text<AuditRow>("CreatedByIssuer", _ => null)
        .Relation<AuditRow>("CreatedBy", "User", (s, a) => a.CreatedById is null ? null : s.Org.UserById(a.CreatedById));
}
