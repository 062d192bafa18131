using Governance.OrgSimulator.Heroku;

namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    /// <summary>The account whose AppLink add-ons may have published into this org.</summary>
    public HerokuAccount? Heroku { get; set; }

    /// <summary>What AppLink published here: one registration per publication whose connection leads to this org.</summary>
    public IReadOnlyList<ExternalService> ExternalServices()
    {
        if (Heroku is not { } account) return [];
        // Whoever holds that gate for longer waits for this org's own, which the caller holds, and changes nothing meanwhile.
        var entered = account.Gate.TryEnter(TimeSpan.FromMilliseconds(200));
        try
        {
            return
            [
                .. account.Addons.SelectMany(addon => addon.Publications
                    .Where(publication => addon.Records.Exists(record => record.IsConnection && record.Name == publication.Connection && record.Org == this))
                    .Select(publication => new ExternalService(publication.EsrId, publication.Name, publication.AppLinkId, publication.Created))),
            ];
        }
        finally
        {
            if (entered) account.Gate.Exit();
        }
    }
}

/// <summary>A row of ExternalServiceRegistration.</summary>
/// <param name="Id">The esr_id that AppLink tells of the publication.</param>
/// <param name="ProviderId">The id of the HerokuAppLink record.</param>
public sealed record ExternalService(string Id, string Name, string ProviderId, long Created)
{
    /// <summary>The spec; a read by id shows it, a query does not (reference §4).</summary>
    public string Schema => "openapi: 3.0.0\ninfo:\n  title: " + Name + "\n  version: 1.0.0\npaths: {}\n";
}
