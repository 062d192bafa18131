using System.Diagnostics;
using System.Globalization;
using Governance.Application;
using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Connectors;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Salesforce;
using Governance.Database.PostgreSql;
using Governance.Database.Sqlite;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.Extensions.DependencyInjection;

// Arguments: Sqlite|PostgreSql, connection string, connection id, login origin, consumer key, callers, lives|dies-at-write.
// Prints READY; at each line of input all callers ask at once, and one line says how many got through, and the codes of
// those that did not. Ends with its input.
var provider = args[0] == "Sqlite" ? (IDatabaseProvider)new SqliteProvider() : new PostgreSqlProvider();
var services = new ServiceCollection();
services.AddLogging();
services.AddGovernance(provider, args[1]);
if (args[6] == "dies-at-write")
{
    var store = services.Single(s => s.ServiceType == typeof(ISecretStore)).ImplementationType!;
    services.AddScoped<ISecretStore>(p => new DyingStore((ISecretStore)ActivatorUtilities.CreateInstance(p, store)));
}
services.AddConnectors(new SalesforceOptions { AllowLoopback = true }, new AppLinkOptions());
await using var host = services.BuildServiceProvider();

var link = new OrgLink(new ConnectionId(Guid.Parse(args[2])), ConnectionFlow.WebServer, new Uri(args[3]), args[4], null, null);
var callers = int.Parse(args[5], CultureInfo.InvariantCulture);
await Console.Out.WriteLineAsync("READY");
while (await Console.In.ReadLineAsync() is not null)
{
    var codes = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => AskAsync()));
    await Console.Out.WriteLineAsync($"{codes.Count(c => c is null)} {string.Join(',', codes.Where(c => c is not null).Distinct())}");
}

async Task<string?> AskAsync()
{
    await using var scope = host.CreateAsyncScope();
    var answer = await scope.ServiceProvider.GetRequiredService<ISalesforceOrg>().IdentifyAsync(link, CancellationToken.None);
    return answer.Problem?.Code;
}

/// <summary>Ends the process, as by SIGKILL, when a new refresh token is about to be stored.</summary>
internal sealed class DyingStore(ISecretStore inner) : ISecretStore
{
    public Task PutAsync(SecretName name, Secret value, TimeSpan? livesFor = null, CancellationToken ct = default)
    {
        if (name.Purpose == SecretName.RefreshToken(default).Purpose) Process.GetCurrentProcess().Kill();
        return inner.PutAsync(name, value, livesFor, ct);
    }

    public Task<Secret?> GetAsync(SecretName name, CancellationToken ct = default) => inner.GetAsync(name, ct);

    public Task<bool> HasAsync(SecretName name, CancellationToken ct = default) => inner.HasAsync(name, ct);

    public Task DeleteAsync(SecretName name, CancellationToken ct = default) => inner.DeleteAsync(name, ct);

    public Task<Secret> GetOrCreateAsync(SecretName name, Func<Secret> make, CancellationToken ct = default) =>
        inner.GetOrCreateAsync(name, make, ct);
}
