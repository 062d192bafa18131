using Governance.Domain.Integrations;
using Governance.Domain.Inventory;

namespace Governance.Domain.Requests;

/// <summary>Requests that are asked for by a form, and carried out after approval: by the portal where it can, else by a person's checklist.</summary>
public static class RequestForms
{
#pragma warning disable CS1591 // Names under which answers stand in a request's content.
    public const string Org = "org", OrgGroup = "orgGroup", Integration = "integration", Name = "name", LoginHost = "loginHost", OrgId = "orgId", Environment = "environment";
    public const string Acts = "acts", Mail = "mail", Addon = "addon", Record = "record", User = "user", IsAdmin = "isAdmin", Api = "api", Mode = "mode", Agents = "agents";
    public const string Personal = "personalData", App = "app", AppKind = "appKind", Flow = "flow", Scopes = "scopes", Direction = "direction", DataClass = "dataClass";
    public const string Regime = "regime", Gateway = "gateway", FixedAddresses = "fixedAddresses", Systems = "externalSystems", Set = "permissionSet", Used = "used", Setting = "setting", Before = "before";
    public const string HerokuApp = "herokuApp", Spec = "spec", ClientApp = "clientApp";
    public const string Yes = "yes", No = "no";
#pragma warning restore CS1591

    /// <summary>Furthest last day, days.</summary>
    public const int MaxDays = 365;

    private const string Signed = "The portal asks AppLink for it after approval; whoever asked then signs in at the org.";
    private static readonly RequestField ItsOrg = new(Org, "Org", RequestFieldKind.Org);
    private static readonly RequestField ItsAddon = new(Addon, "AppLink add-on") { Hint = "As Heroku names it." };
    private static readonly RequestField ItsRecord = new(Record, "Developer name", RequestFieldKind.AppLinkName) { Hint = "As AppLink is to call it." };

    /// <summary>All forms, in the order they are offered.</summary>
    public static IReadOnlyList<RequestForm> All { get; } =
    [
        new(RequestKind.ConnectOrg, "The portal reads a Salesforce org that it does not know yet.",
        [
            new(Name, "What people will call the org"),
            new(OrgGroup, "Org group", RequestFieldKind.OrgGroup) { Hint = "Whose people see it and decide." },
            new(Environment, "What kind of org is it?", RequestFieldKind.Choice) { Choices = [("production", "production"), ("sandbox", "sandbox"), ("other", "scratch, developer or trial")] },
            new(LoginHost, "Login host", RequestFieldKind.Host) { Hint = "The org’s My Domain, as in northgale.my.salesforce.com." },
            new(OrgId, "Salesforce org id", RequestFieldKind.SalesforceId) { IsOptional = true, Hint = "Needed where the login host is login.salesforce.com or test.salesforce.com: only that org is approved." },
            Asked(Acts, "Shall the portal also be able to revoke there?"),
        ]),
        new(RequestKind.ConnectHeroku, "The portal reads the AppLink add-ons of a Heroku account.",
        [
            new(Name, "What people will call the account"),
            new(Mail, "E-mail address of the Heroku account", RequestFieldKind.Mail) { Hint = "Only that account is approved." },
        ]),
        new(RequestKind.AppLinkConnection, "A Heroku add-on gets a connection to an org.",
        [
            ItsAddon, ItsOrg, ItsRecord,
        ]) { After = Signed },
        new(RequestKind.AppLinkAuthorization, "A Heroku add-on acts in an org as one named user.",
        [
            ItsAddon, ItsOrg, ItsRecord,
            new(User, "Username it acts as") { Offers = ItemKind.User },
            Asked(IsAdmin, "Is that user an administrator?"),
        ]) { After = Signed },
        new(RequestKind.AppLinkPublication, "An API of a Heroku app is published to an org, as one specification says it.",
        [
            ItsAddon, ItsOrg,
            new(Record, "AppLink connection") { Hint = "Its developer name at the add-on. It must lead to that org." },
            new(HerokuApp, "Heroku app") { Hint = "As Heroku names it. It answers the calls." },
            new(Api, "Client name", RequestFieldKind.ApiName) { Hint = "API name of the External Service, as in heroku salesforce:publish --client-name." },
            new(Spec, "Specification", RequestFieldKind.Spec) { Hint = "JSON or YAML, OpenAPI 3, at most 5 MB (YAML 3 MB). Exactly this text is published; nothing in it is fetched." },
            new(ClientApp, "External client app to be made", RequestFieldKind.ApiName) { IsOptional = true, Hint = "Its API name, as the specification says it." },
            new(Set, "Session-based permission set to be made", RequestFieldKind.ApiName) { IsOptional = true, Hint = "Its API name, as the specification says it." },
        ])
        {
            After = "The portal publishes it once after approval and reads it back. AppLink has no unpublish: nothing of it is taken back.",
            Former =
            [
                new(Mode, "In which user mode do its operations run?", RequestFieldKind.Choice) { Choices = [("user", "user: with the rights of whoever calls"), ("user-plus", "user-plus: with a session-based permission set added")] },
                Asked(Agents, "Will agents call it?"),
                Asked(Personal, "Does it handle personal data?"),
            ],
        },
        new(RequestKind.ClientApp, "An integration gets a client app of its own in an org.",
        [
            new(Integration, "Integration", RequestFieldKind.Integration),
            ItsOrg,
            new(App, "Name of the client app"),
            new(AppKind, "What kind of client app?", RequestFieldKind.Choice) { Choices = [("eca", "external client app"), ("connectedApp", "connected app (older kind)")] },
            new(Flow, "How does it sign in?", RequestFieldKind.Choice) { Choices = [("jwt", "JWT bearer"), ("clientCredentials", "client credentials"), ("webServer", "web server with PKCE: a person consents")] },
            new(Scopes, "OAuth scopes") { Hint = "As in api refresh_token." },
            Of<DataDirection>(Direction, "Which way does data flow?", ("Inbound", "the other end calls the org"), ("Outbound", "the org calls the other end"), ("Both", "both")),
            Of<DataClass>(DataClass, "How sensitive is the data?", ("Public", "public"), ("Internal", "internal"), ("Confidential", "confidential"), ("Restricted", "restricted")),
            Of<Regime>(Regime, "Which law or contract is it under?", ("None", "no special one"), ("Personal", "personal data"), ("Payment", "payment cards"), ("Health", "health data"), ("PublicSector", "public sector")),
            Asked(Gateway, "Does a gateway stand between?"),
            Asked(FixedAddresses, "Has the other end few fixed addresses?"),
            new(Systems, "How many external systems call in directly?", RequestFieldKind.Number),
        ]),
        new(RequestKind.AppPolicy, "A client app’s OAuth policy gets stricter in one place, or goes back to what it was before a request.",
        [
            ItsOrg,
            new(App, "API name of the client app") { Hint = "As in Setup, without spaces.", Offers = ItemKind.ClientApp },
            new(AppKind, "What kind of client app?", RequestFieldKind.Choice) { Choices = [("eca", "external client app"), ("connectedApp", "connected app (older kind)")] },
            Of<AppPolicySetting>(Setting, "What is to hold?", ("Pkce", "PKCE is required"), ("Rotation", "refresh tokens rotate"), ("IdleEnd", "refresh tokens end after 30 days without use"),
                ("IpEnforced", "login IP ranges are enforced"), ("AdminApproved", "only users whom an admin selected may authorize it"), ("AsBefore", "what held before an earlier request")),
            new(Before, "Earlier request") { IsOptional = true, Hint = "As in REQ-0012. Only where it is to hold what held before." },
        ]) { After = "The portal deploys it after approval and reads it back." },
        new(RequestKind.PermissionSetGrant, "A user gets a permission set until a day.",
        [
            ItsOrg,
            new(Set, "Permission set") { Hint = "Its API name, or its label where only one has it.", Offers = ItemKind.PermissionSet },
            new(User, "Username that gets it") { Offers = ItemKind.User },
            new(RequestContent.UntilName, "Last day", RequestFieldKind.Day),
        ]) { After = "The portal gives it after approval, and takes it back after the last day." },
        new(RequestKind.Renewal, "An integration goes on, until it is looked at again.",
        [
            new(Integration, "Integration", RequestFieldKind.Integration),
            new(OrgGroup, "Org group that decides", RequestFieldKind.OrgGroup) { IsOptional = true, Hint = "Left empty: reviewers of all org groups." },
            Asked(Used, "Is it still used?"),
            new(RequestContent.UntilName, "Goes on until", RequestFieldKind.Day),
        ]) { After = "The portal writes it on its card after approval." },
    ];

    /// <summary>The form of a kind; null for what is asked for elsewhere.</summary>
    public static RequestForm? Of(RequestKind kind) => All.FirstOrDefault(f => f.Kind == kind);

    private static RequestField Asked(string name, string label) => new(name, label, RequestFieldKind.Choice) { Choices = [(No, "no"), (Yes, "yes")] };

    private static RequestField Of<TEnum>(string name, string label, params (string, string)[] choices) where TEnum : struct, Enum =>
        choices.Length == Enum.GetValues<TEnum>().Length ? new(name, label, RequestFieldKind.Choice) { Choices = choices }
            : throw new InvalidOperationException($"{typeof(TEnum).Name} has other values than the form offers.");
}
