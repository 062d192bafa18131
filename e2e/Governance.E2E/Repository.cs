namespace Governance.E2E;

/// <summary>Where the checkout is.</summary>
public static class Repository
{
    public static readonly string Root = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Governance.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("Governance.sln is not above the tests.");
    }
}
