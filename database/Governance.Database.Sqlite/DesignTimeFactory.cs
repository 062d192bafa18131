using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Governance.Database.Sqlite;

/// <summary>Lets dotnet ef read the model; it connects to nothing.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<GovernanceDb>
{
    public GovernanceDb CreateDbContext(string[] args)
    {
        var provider = new SqliteProvider();
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, "Data Source=design.db");
        return new GovernanceDb(options.Options, provider, new CurrentActor());
    }
}
