using Governance.OrgSimulator.Heroku;

namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    /// <summary>The account whose AppLink add-ons may have published into this org.</summary>
    public HerokuAccount? Heroku { get; set; }

    /// <summary>Registrations that no add-on publishes.</summary>
    public List<ExternalService> OtherServices { get; } = [];

    /// <summary>Lines of a spec as one text.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    /// <summary>One registration per publication whose connection leads to this org, and those made otherwise.</summary>
    public IReadOnlyList<ExternalService> ExternalServices()
    {
        if (Heroku is not { } account) return OtherServices;
        // Whoever holds that gate for longer waits for this org's own, which the caller holds, and changes nothing meanwhile.
        var entered = account.Gate.TryEnter(TimeSpan.FromMilliseconds(200));
        try
        {
            return
            [
                .. OtherServices,
                .. account.Addons.SelectMany(addon => addon.Publications
                    .Where(publication => publication.IsRegistered && addon.Records.Exists(record => record.IsConnection && record.Name == publication.Connection && record.Org == this))
                    .Select(publication => Registered(publication))),
            ];
        }
        finally
        {
            if (entered) account.Gate.Exit();
        }
    }

    private ExternalService Registered(AppLinkPublication publication)
    {
        var held = publication.Specs.Where(spec => spec.Since <= Now).ToArray();
        return new ExternalService(publication.EsrId, publication.Name, publication.AppLinkId, publication.Created)
        {
            Modified = held.Length == 0 ? publication.Created : held[^1].Since,
            SystemVersion = Math.Max(1, held.Length),
            Spec = held.Length == 0 ? null : held[^1].Text,
        };
    }
}

/// <summary>A row of ExternalServiceRegistration.</summary>
/// <param name="Id">The esr_id that AppLink tells of the publication.</param>
/// <param name="ProviderId">The id of the HerokuAppLink record; null for a registration of another kind.</param>
public sealed record ExternalService(string Id, string Name, string? ProviderId, long Created, string ProviderType = "Heroku")
{
    public long Modified { get; init; } = Created;

    /// <summary>Grows when the spec changes.</summary>
    public int SystemVersion { get; init; } = 1;

    /// <summary>Null for one without operations.</summary>
    public string? Spec { get; init; }

    /// <summary>The spec; a read by id shows it, a query does not (reference §4).</summary>
    public string Schema => Spec ?? "openapi: 3.0.0\ninfo:\n  title: " + Name + "\n  version: 1.0.0\npaths: {}\n";
}
