using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Governance.Database.PostgreSql;

/// <summary>Lets dotnet ef read the model; it connects to nothing.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<GovernanceDb>
{
    public GovernanceDb CreateDbContext(string[] args)
    {
        var provider = new PostgreSqlProvider();
        var options = new DbContextOptionsBuilder<GovernanceDb>();
        provider.Configure(options, "Host=localhost;Database=design");
        return new GovernanceDb(options.Options, provider, new CurrentActor());
    }
}
