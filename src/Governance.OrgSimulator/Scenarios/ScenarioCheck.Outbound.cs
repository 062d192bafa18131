namespace Governance.OrgSimulator.Scenarios;

/// <summary>What named and external credentials must keep to.</summary>
internal sealed partial class ScenarioCheck
{
    private IEnumerable<(string At, string Reason)> Outbound()
    {
        for (var i = 0; i < scenario.NamedCredentials.Count; i++)
        {
            var credential = scenario.NamedCredentials[i];
            foreach (var org in UnknownOrgs(credential.Orgs)) yield return ($"namedCredentials[{i}].orgs", org);
            if (credential.ExternalCredential is { } external && scenario.ExternalCredentials.All(e => e.Name != external))
                yield return ($"namedCredentials[{i}].externalCredential", $"external credential '{external}' is not known");
            foreach (var name in new[] { credential.Certificate, credential.SigningCertificate }.OfType<string>().Where(name => scenario.Certificates.All(c => c.Name != name)))
                yield return ($"namedCredentials[{i}]", $"certificate '{name}' is not known");
        }

        for (var i = 0; i < scenario.ExternalCredentials.Count; i++)
        {
            foreach (var org in UnknownOrgs(scenario.ExternalCredentials[i].Orgs)) yield return ($"externalCredentials[{i}].orgs", org);
            foreach (var principal in scenario.ExternalCredentials[i].Principals)
            {
                foreach (var set in UnknownSets(principal.PermissionSets)) yield return ($"externalCredentials[{i}].principals", set);
                foreach (var name in principal.Profiles.Where(name => scenario.Profiles.All(p => p.Name != name)))
                    yield return ($"externalCredentials[{i}].principals", $"profile '{name}' is not known");
            }
        }
    }
}
