using Governance.Application.Imports;
using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Application.Tests.Imports;

public sealed class MetadataReaderTests
{
    private const string Whole =
        """
        <contactEmail>i@acme.example</contactEmail>
        <oauthPolicy><refreshTokenPolicy>specific_inactivity:30:DAYS</refreshTokenPolicy><ipRelaxation>ENFORCE_RELAXREFRESH</ipRelaxation></oauthPolicy>
        <permissionSetName>Zeta</permissionSetName>
        <somethingNew><deep>1</deep></somethingNew>
        <ipRanges><end>203.0.113.20</end><start>203.0.113.10</start><description>egress</description></ipRanges>
        <label>Ledger Sync</label>
        <oauthConfig>
          <scopes>RefreshToken</scopes>
          <callbackUrl>https://ledger.acme.example/cb
        https://uat.acme.example/cb</callbackUrl>
          <consumerKey>3MVG9invented</consumerKey>
          <isAdminApproved>true</isAdminApproved><isPkceRequired>true</isPkceRequired>
          <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
          <scopes>Api</scopes><scopes>Unheard</scopes>
        </oauthConfig>
        <sessionPolicy><sessionTimeout>120</sessionTimeout><sessionLevel>HIGH_ASSURANCE</sessionLevel></sessionPolicy>
        <permissionSetName>Alpha</permissionSetName>
        """;

    [Theory]
    [InlineData("force-app/main/default/connectedApps/Ledger_Sync.connectedApp-meta.xml", "sfdx-project.json", """{"sourceApiVersion": "61.0"}""")]
    [InlineData("unpackaged/connectedApps/Ledger_Sync.connectedApp", "unpackaged/package.xml", "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><version>61.0</version></Package>")]
    [InlineData("odd/CONNECTEDAPPS/nested/deep/Ledger_Sync.CONNECTEDAPP-meta.xml", "odd/package.xml", "<Package><version>61.0</version></Package>")]
    public void ConnectedApp_InEitherLayoutAndAnyOrder_IsReadWhole(string path, string manifest, string version)
    {
        var picture = new SnapshotFiles().With(path, "ConnectedApp", Whole).With(manifest, version).Read();

        picture.Noted(NoteKind.Troubled).ShouldBeEmpty();
        picture.Items.Single().Name.ShouldBe("Ledger Sync");
        var app = picture.App("CA:Ledger_Sync");
        app.ShouldSatisfyAllConditions(
            () => app.Kind.ShouldBe(ClientAppKind.ConnectedApp),
            () => app.ApiVersion.ShouldBe("61.0"),
            () => app.ConsumerKey.ShouldBe("3MVG9invented"),
            () => app.CallbackUrls.ShouldBe(["https://ledger.acme.example/cb", "https://uat.acme.example/cb"]),
            () => app.Scopes.ShouldBe(["Unheard", "api", "refresh_token"]),
            () => app.PkceRequired.ShouldBe(true),
            () => app.RotationEnabled.ShouldBe(false),
            () => app.IdleTtlEnforced.ShouldBeNull(),
            () => app.SecretRequiredForRefresh.ShouldBeNull(),
            () => app.PermittedUsers.ShouldBe(PermittedUsers.AdminApproved),
            () => app.PermissionSets.ShouldBe(["Alpha", "Zeta"]),
            () => app.TrustedIpRanges.ShouldBe([new AddressRange("203.0.113.10", "203.0.113.20", "egress")]),
            () => app.IpRelaxation.ShouldBe(IpRelaxation.EnforceRelaxRefresh),
            () => app.RefreshPolicy.ShouldBe(new RefreshPolicy(RefreshPolicyKind.Inactivity, 30, RefreshUnit.Days)),
            () => app.SessionMinutes.ShouldBe(120),
            () => app.SessionLevel.ShouldBe("HIGH_ASSURANCE"),
            () => app.SecretWasReadable.ShouldBeFalse());
        picture.Complete.ShouldBe([MetadataFamily.ConnectedApp]);
    }

    [Fact]
    public void Names_AreDecoded_AndKeepTheirNamespace()
    {
        var picture = new SnapshotFiles()
            .With("connectedApps/acme__My%20App%2FOne.connectedApp", SnapshotFiles.ConnectedApp())
            .With("permissionsets/acme__Readers.permissionset-meta.xml", "PermissionSet", "<label>Readers</label>").Read();

        picture.App("CA:acme__My App/One").ApiName.ShouldBe("acme__My App/One");
        picture.Facts<PermissionSetFacts>(ItemKind.PermissionSet, "set:acme__Readers").Namespace.ShouldBe("acme");
    }

    [Fact]
    public void ExternalClientApp_IsJoinedByItsElement_NotByTheNamesOfFiles()
    {
        static string Of(string app) => $"<externalClientApplication>{app}</externalClientApplication><label>x</label>";
        var picture = new SnapshotFiles()
            .With("a/Sync.eca-meta.xml", "ExternalClientApplication", "<label>Sync App</label><distributionState>Local</distributionState>")
            .With("b/Other_oauth.ecaOauth-meta.xml", "ExtlClntAppOauthSettings", Of("Sync")
                + "<commaSeparatedOauthScopes>Api, SFApiPlatform</commaSeparatedOauthScopes><trustedIpRanges><startIpAddress>10.0.0.1</startIpAddress><endIpAddress>10.0.0.2</endIpAddress></trustedIpRanges>")
            .With("b/Sync_oauth.ecaOauth-meta.xml", "ExtlClntAppOauthSettings", Of("Other") + "<commaSeparatedOauthScopes>Full</commaSeparatedOauthScopes>")
            .With("c/zzz.ecaGlblOauth-meta.xml", "ExtlClntAppGlobalOauthSettings", Of("Sync")
                + "<isPkceRequired>true</isPkceRequired><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isMtlsEnabled>false</isMtlsEnabled>")
            .With("d/Sync_defaultPolicy.ecaOauthPlcy-meta.xml", "ExtlClntAppOauthConfigurablePolicies", Of("Sync")
                + "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><commaSeparatedPermissionSet>B, A</commaSeparatedPermissionSet>"
                + "<refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType><refreshTokenValidityPeriod>365</refreshTokenValidityPeriod><refreshTokenValidityUnit>Days</refreshTokenValidityUnit>"
                + "<ipRelaxationPolicyType>Bypass_2factor</ipRelaxationPolicyType><isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>")
            .With("d/Sync_defaultPolicy.ecaPlcy-meta.xml", "ExtlClntAppConfigurablePolicies", Of("Sync") + "<isEnabled>false</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled>")
            .With("e/q.ecaOauthSecurity-meta.xml", "ExtlClntAppOauthSecuritySettings", Of("Sync")
                + "<tokenIpRanges><startIpAddress>2001:db8::1</startIpAddress><endIpAddress>2001:db8::2</endIpAddress></tokenIpRanges>")
            .Read();

        var app = picture.App("ECA:Sync");
        app.ShouldSatisfyAllConditions(
            () => app.Kind.ShouldBe(ClientAppKind.ExternalClientApp),
            () => app.Scopes.ShouldBe(["api", "sfap_api"]),
            () => app.PkceRequired.ShouldBe(true),
            () => app.MutualTlsEnabled.ShouldBe(false),
            () => app.RotationEnabled.ShouldBeNull(),
            () => app.ClientCredentialsEnabled.ShouldBe(true),
            () => app.ClientCredentialsAllowed.ShouldBe(false),
            () => app.PermittedUsers.ShouldBe(PermittedUsers.AdminApproved),
            () => app.PermissionSets.ShouldBe(["A", "B"]),
            () => app.RefreshPolicy.ShouldBe(new RefreshPolicy(RefreshPolicyKind.Lifetime, 365, RefreshUnit.Days)),
            () => app.IpRelaxation.ShouldBe(IpRelaxation.BypassSecondFactor),
            () => app.IsEnabled.ShouldBe(false),
            () => app.IsOauthEnabled.ShouldBe(true),
            () => app.TokenIpRanges.ShouldBe([new AddressRange("2001:db8::1", "2001:db8::2")]),
            () => app.TrustedIpRanges.ShouldBe([new AddressRange("10.0.0.1", "10.0.0.2")]));
        var other = picture.App("ECA:Other");
        other.Scopes.ShouldBe(["full"]);
        other.TokenIpRanges.ShouldBeNull();
        other.Notes.ShouldContain(n => n.Contains(".eca"));
        picture.Items.Single(i => i.Key == "ECA:Sync").Name.ShouldBe("Sync App");
    }

    [Fact]
    public void Placeholders_AreUnknown_AndSaid()
    {
        var picture = new SnapshotFiles().With("connectedApps/A.connectedApp-meta.xml",
            SnapshotFiles.ConnectedApp("<callbackUrl>${HOST}/cb</callbackUrl><isPkceRequired>{{PKCE}}</isPkceRequired>")).Read();

        var app = picture.App("CA:A");
        (app.PkceRequired, app.CallbackUrls.Count).ShouldBe((null, 0));
        app.Notes.ShouldBe(["unresolved placeholder in callbackUrl", "unresolved placeholder in isPkceRequired"]);
        picture.Noted(NoteKind.Noted).Single().ShouldContain("callbackUrl, isPkceRequired");
    }

    [Fact]
    public void Outbound_OfEveryKind_IsRead()
    {
        var picture = new SnapshotFiles()
            .With("namedCredentials/Old.namedCredential", "NamedCredential", "<endpoint>https://bot:pw@legacy.acme.example/x</endpoint><label>Old</label><protocol>Password</protocol><principalType>NamedUser</principalType><certificate>Mutual</certificate>")
            .With("namedCredentials/New.namedCredential-meta.xml", "NamedCredential",
                "<calloutStatus>Disabled</calloutStatus><label>New one</label><namedCredentialType>SecuredEndpoint</namedCredentialType>"
                + "<namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType><parameterValue>https://api.acme.example</parameterValue></namedCredentialParameters>"
                + "<namedCredentialParameters><parameterType>Authentication</parameterType><externalCredential>Ext</externalCredential></namedCredentialParameters>"
                + "<namedCredentialParameters><parameterType>ClientCertificate</parameterType><certificate>Leaf</certificate></namedCredentialParameters>")
            .With("externalCredentials/Ext.externalCredential", "ExternalCredential", "<authenticationProtocol>Oauth</authenticationProtocol><label>Ext</label>"
                + "<externalCredentialParameters><parameterName>Main</parameterName><parameterType>NamedPrincipal</parameterType></externalCredentialParameters>"
                + "<externalCredentialParameters><parameterType>SigningCertificate</parameterType><certificate>Signer</certificate></externalCredentialParameters>"
                + "<externalCredentialParameters><parameterType>AuthProvider</parameterType><authProvider>Okta</authProvider></externalCredentialParameters>")
            .With("remoteSiteSettings/Same.remoteSite-meta.xml", "RemoteSiteSetting", "<url>http://old.acme.example</url><isActive>true</isActive><disableProtocolSecurity>true</disableProtocolSecurity>")
            .With("cspTrustedSites/Same.cspTrustedSite-meta.xml", "CspTrustedSite", "<endpointUrl>https://cdn.acme.example</endpointUrl><isActive>false</isActive>")
            .With("authproviders/Okta.authprovider-meta.xml", "AuthProvider", "<friendlyName>Okta</friendlyName><providerType>OpenIdConnect</providerType><tokenUrl>https://idp.acme.example/token</tokenUrl><isPkceEnabled>true</isPkceEnabled><executionUser>bot@acme.example</executionUser>")
            .Read();

        var old = picture.Facts<NamedCredentialFacts>(ItemKind.NamedCredential, "Old");
        (old.Type, old.Url, old.Protocol, old.Certificate, old.SecretWasReadable).ShouldBe(("Legacy", "https://legacy.acme.example/x", "Password", "Mutual", true));
        var now = picture.Facts<NamedCredentialFacts>(ItemKind.NamedCredential, "New");
        (now.Type, now.Url, now.ExternalCredential, now.Certificate, now.IsEnabled, now.SecretWasReadable)
            .ShouldBe(("SecuredEndpoint", "https://api.acme.example", "Ext", "Leaf", false, false));
        var external = picture.Facts<ExternalCredentialFacts>(ItemKind.ExternalCredential, "Ext");
        (external.Protocol, external.SigningCertificate, external.Provider, external.IsPerUser).ShouldBe(("Oauth", "Signer", "Okta", false));
        external.Principals.ShouldBe(["Main"]);
        picture.Facts<OutboundSiteFacts>(ItemKind.OutboundSite, "remote:Same").ShouldBe(new OutboundSiteFacts { IsCsp = false, Url = "http://old.acme.example", IsActive = true, DisablesProtocolSecurity = true });
        picture.Facts<OutboundSiteFacts>(ItemKind.OutboundSite, "csp:Same").ShouldBe(new OutboundSiteFacts { IsCsp = true, Url = "https://cdn.acme.example", IsActive = false });
        picture.Facts<AuthProviderFacts>(ItemKind.AuthProvider, "Okta").ShouldBe(new AuthProviderFacts { Type = "OpenIdConnect", TokenUrl = "https://idp.acme.example/token", PkceEnabled = true, ExecutionUser = "bot@acme.example" });
    }

    [Fact]
    public void SettingsPermissionsAndRegistrations_AreRead()
    {
        const string spec = "openapi: 3.0.0\npaths: {}\n";
        var picture = new SnapshotFiles()
            .With("settings/OauthOidc.settings-meta.xml", "OauthOidcSettings", "<isPkceRequired>true</isPkceRequired><blockOAuthUnPwFlow>false</blockOAuthUnPwFlow>")
            .With("settings/Security.settings", "SecuritySettings", "<networkAccess><ipRanges><end>1.1.1.9</end><start>1.1.1.1</start></ipRanges></networkAccess><sessionSettings><sessionTimeout>TwoHours</sessionTimeout><lockSessionsToIp>true</lockSessionsToIp></sessionSettings>")
            .With("settings/Account.settings", "AccountSettings", "<enableAccountHistory>true</enableAccountHistory>")
            .With("permissionSets/P.permissionset-meta.xml", "PermissionSet", "<label>P set</label><userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions><userPermissions><enabled>false</enabled><name>AuthorApex</name></userPermissions>"
                + "<fieldPermissions><field>A.b</field></fieldPermissions><objectPermissions><object>Case</object><allowRead>true</allowRead><viewAllRecords>true</viewAllRecords></objectPermissions>"
                + "<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Ext-Main</externalCredentialPrincipal></externalCredentialPrincipalAccesses>")
            .With("permissionsetgroups/G.permissionsetgroup", "PermissionSetGroup", "<label>G</label><permissionSets>P</permissionSets><status>Updated</status>")
            .With("profiles/Admin.profile", "Profile", "<custom>false</custom><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>")
            .With("externalServiceRegistrations/Inside.externalServiceRegistration", "ExternalServiceRegistration", $"<label>I</label><status>complete</status><schema>{spec}</schema><schemaType>OpenApi3</schemaType><systemVersion>3</systemVersion>"
                + "<operations><active>true</active><name>createx20lead</name></operations><operations><active>false</active><name>drop</name></operations>")
            .With("externalServiceRegistrations/Apart.externalServiceRegistration-meta.xml", "ExternalServiceRegistration", "<label>A</label><namedCredentialReference>New</namedCredentialReference>")
            .With("externalServiceRegistrations/Apart.yaml", spec.Trim())
            .Read();

        var settings = picture.Facts<OrgSettingsFacts>(ItemKind.OrgSettings, "settings");
        (settings.PkceRequired, settings.PasswordFlowBlocked, settings.LocksSessionsToAddress, settings.SessionTimeout, settings.OnlyApprovedApps)
            .ShouldBe((true, false, true, "TwoHours", null));
        settings.TrustedIpRanges.ShouldBe([new AddressRange("1.1.1.1", "1.1.1.9")]);
        var set = picture.Facts<PermissionSetFacts>(ItemKind.PermissionSet, "set:P");
        (set.Grants("ViewAllData"), set.Grants("AuthorApex"), set.Grants("ModifyAllData")).ShouldBe((true, false, null));
        set.Objects.ShouldBe([new ObjectRight("Case", true, false, false, false, true, false)]);
        set.Principals.ShouldBe(["Ext-Main"]);
        picture.Facts<PermissionSetFacts>(ItemKind.PermissionSet, "profile:Admin").ProfileName.ShouldBe("Admin");
        picture.Facts<PermissionSetGroupFacts>(ItemKind.PermissionSetGroup, "group:G").Members.ShouldBe(["P"]);
        var inside = picture.Facts<RegistrationFacts>(ItemKind.Registration, "Inside");
        (inside.Status, inside.SystemVersion, inside.SchemaType).ShouldBe(("Complete", 3, "OpenApi3"));
        inside.ActiveOperations.ShouldBe(["create lead"]);
        inside.SpecHash.ShouldNotBeNull();
        picture.Facts<RegistrationFacts>(ItemKind.Registration, "Apart").SpecHash.ShouldBe(inside.SpecHash);
        picture.Noted(NoteKind.Skipped).Single().ShouldStartWith("settings/Account.settings");
    }

    [Theory]
    [InlineData("<ConnectedApp><label>x</label>", "not well-formed")]
    [InlineData("", "not well-formed")]
    [InlineData("<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>", "its content does not")]
    [InlineData("<ConnectedApp/><ConnectedApp/>", "not well-formed")]
    [InlineData("\0\0\0", "not well-formed")]
    public void ABrokenFile_CostsOnlyItself(string content, string why)
    {
        var picture = new SnapshotFiles().With("connectedApps/Bad.connectedApp", content)
            .With("connectedApps/Good.connectedApp", SnapshotFiles.ConnectedApp())
            .With("profiles/P.profile", "Profile", "").Read();

        picture.Items.Select(i => i.Key).ShouldBe(["CA:Good", "profile:P"]);
        picture.Noted(NoteKind.Troubled).Single().ShouldSatisfyAllConditions(
            n => n.ShouldStartWith("connectedApps/Bad.connectedApp: "), n => n.ShouldContain(why));
        picture.Complete.ShouldBe([MetadataFamily.Profile]);
    }

    [Fact]
    public void TheSameComponentTwice_CountsOnce_AndIsSaid()
    {
        var picture = new SnapshotFiles().With("a/X.connectedApp", SnapshotFiles.ConnectedApp()).With("b/X.connectedApp", SnapshotFiles.ConnectedApp("<isPkceRequired>true</isPkceRequired>")).Read();

        picture.App("CA:X").PkceRequired.ShouldBe(true);
        picture.Noted(NoteKind.Skipped).Single().ShouldStartWith("a/X.connectedApp");
    }

    [Fact]
    public void WhatIsNotLookedAt_IsSkippedWithItsReason()
    {
        var picture = new SnapshotFiles()
            .With(".forceignore", "# none of these\n**/old/**\n*.profile\n!Kept.profile\nsecret/\n")
            .With("x/old/A.connectedApp", SnapshotFiles.ConnectedApp())
            .With("profiles/Gone.profile", "Profile", "").With("profiles/Kept.profile", "Profile", "")
            .With("secret/B.connectedApp", SnapshotFiles.ConnectedApp())
            .With("node_modules/p/C.connectedApp", SnapshotFiles.ConnectedApp()).With("__MACOSX/._D.connectedApp", "x")
            .With("classes/Big.cls", "class A {}").With("inner.zip", new SnapshotFiles().With("E.connectedApp", SnapshotFiles.ConnectedApp()).Zip())
            .With("permissionsets/P/P.objectSettings-meta.xml", "<x/>").With("q/X.ecaMobile-meta.xml", "<x/>")
            .Read();

        picture.Items.Select(i => i.Key).ShouldBe(["profile:Kept"]);
        var skipped = picture.Noted(NoteKind.Skipped).ToList();
        skipped.Count(s => s.EndsWith("named in .forceignore", StringComparison.Ordinal)).ShouldBe(3);
        skipped.ShouldContain("node_modules/p/C.connectedApp: in node_modules");
        skipped.ShouldContain(s => s.StartsWith("inner.zip") && s.Contains("archive"));
        skipped.ShouldContain(s => s.Contains("kept in parts"));
        skipped.ShouldContain("classes/Big.cls: no kind of file that is looked at");
        picture.Noted(NoteKind.Troubled).ShouldBeEmpty();
    }

    [Fact]
    public void AManifestThatAsksForAll_MakesItsTypesComplete_OnlyWithComponentsBeside()
    {
        const string all = "<Package><types><members>*</members><name>ConnectedApp</name></types><types><members>One</members><name>Profile</name></types></Package>";

        new SnapshotFiles().With("package.xml", all).With("profiles/One.profile", "Profile", "").Read().Complete
            .ShouldBe([MetadataFamily.ConnectedApp, MetadataFamily.Profile], ignoreOrder: true);
        new SnapshotFiles().With("manifest/package.xml", all).With("profiles/One.profile", "Profile", "").Read().Complete
            .ShouldBe([MetadataFamily.Profile]);
    }

    [Fact]
    public void AFolder_IsReadLikeAZip_AndNoLinkIsFollowed()
    {
        var outside = new SnapshotFiles().With("Stolen.connectedApp", SnapshotFiles.ConnectedApp()).ToFolder();
        var folder = new SnapshotFiles().With(".forceignore", "*.profile").With("a/b/X.connectedApp-meta.xml", SnapshotFiles.ConnectedApp())
            .With("P.profile", "Profile", "").With(".git/Y.connectedApp", SnapshotFiles.ConnectedApp()).ToFolder();
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "Z.connectedApp"), Path.Combine(outside, "Stolen.connectedApp"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), outside);

            var picture = MetadataReader.Read(FolderEntries.Of(folder), CancellationToken.None).Value!;

            picture.Items.Select(i => i.Key).ShouldBe(["CA:X"]);
            picture.Noted(NoteKind.Troubled).ShouldBe(["Z.connectedApp: a link: never followed"]);
            picture.Noted(NoteKind.Skipped).ShouldContain("P.profile: named in .forceignore");
        }
        finally
        {
            Directory.Delete(folder, true);
            Directory.Delete(outside, true);
        }
    }
}
