namespace Governance.E2E;

// Two instances of the portal on one PostgreSQL database, behind one address.
public sealed partial class Estate
{
    private LoopbackProxy? _proxy;
    private InstanceKiller? _killer;
    private PairDatabase? _database;

    public LoopbackProxy Proxy => _proxy ?? throw new InvalidOperationException("This estate has one instance.");

    /// <summary>Two instances; every org connected.</summary>
    /// <param name="database">Connection string of a PostgreSQL database that does not exist yet.</param>
    /// <param name="more">Settings besides.</param>
    public static Task<Estate> StartPairAsync(string database, params (string Key, string Value)[] more) => StartPairAsync(AllOrgs, database, more);

    /// <summary>What every estate is when the stories run in pairs: now one of its instances is killed, now the other.</summary>
    private static async Task<Estate> StartKilledPairAsync(string[] connected)
    {
        var database = new PairDatabase();
        var estate = await StartPairAsync(connected, database.Connection);
        estate._database = database;
        estate._killer = new InstanceKiller(2, estate.KillAsync, estate.StartPortalAsync);
        return estate;
    }

    private static async Task<Estate> StartPairAsync(string[] connected, string database, params (string Key, string Value)[] more)
    {
        var estate = New(ports: 22);
        await estate.StartWorldAsync();
        estate._settings = estate.Settings();
        estate._settings["Database__Provider"] = "PostgreSql";
        estate._settings["ConnectionStrings__Governance"] = database;
        foreach (var (key, value) in more) estate._settings[key] = value;
        await estate.FillAsync(connected);
        estate.Stand([estate._portalPort + 1, estate._portalPort + 2]);
        await estate.StartPortalAsync();
        estate._proxy = new LoopbackProxy(estate._portalPort, estate._instancePorts);
        return estate;
    }
}
