using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Governance.Database.SqlServer;

/// <summary>Lets dotnet ef read the model; it connects to nothing.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<GovernanceDb>
{
    public GovernanceDb CreateDbContext(string[] args)
    {
        var provider = new SqlServerProvider();
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, "Server=localhost;Database=design");
        return new GovernanceDb(options.Options, provider, new CurrentActor());
    }
}
