namespace Governance.TestKit.Builders;

/// <summary>Something that can be put into a portal's database.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
public interface IGiven<T>
{
    /// <summary>Puts it there.</summary>
    Task<T> PutAsync(Portal portal);
}

/// <summary>Begins a sentence: <c>await GivenAsync(An.Org().InGroup("EMEA"))</c>.</summary>
public static class An
{
    /// <summary>A connected org.</summary>
    public static OrgBuilder Org(string name = "Core") => new(name);

    /// <summary>An OAuth token row of a connected org.</summary>
    public static AuthorizationBuilder Authorization() => new();

    /// <summary>A declared containment.</summary>
    public static IncidentBuilder Incident() => new();
}

/// <summary>Begins a sentence: <c>await GivenAsync(A.Vendor("Gainfold"))</c>.</summary>
public static class A
{
    /// <summary>A connected Heroku account; without <c>Into</c> it holds no add-on.</summary>
    public static HerokuBuilder HerokuAccount(string name = "Acme Heroku") => new(name);

    /// <summary>A vendor that claims apps whose name begins with its own.</summary>
    public static VendorBuilder Vendor(string name = "Gainfold") => new(name);
}
