using Governance.Application.Catalog;
using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Web.CommandLine;

/// <summary>"spec declare": what the spec of a published API should be, as a build pipeline says it; by upload on the API's page
/// otherwise.</summary>
internal static class DeclareSpecFile
{
    /// <param name="services">Of the portal.</param>
    /// <param name="actor">Who is at the command line.</param>
    /// <param name="asked">File, name of the org, API name, reason.</param>
    /// <param name="output">What was done.</param>
    /// <param name="errors">Why it was not.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, (string Path, string Org, string Api, string Reason) asked, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            var text = await File.ReadAllTextAsync(asked.Path, ct);
            var answer = await DeclareAsync(services.GetRequiredService<UseCaseRunner>(), actor, asked.Org, asked.Api, text, asked.Reason, ct);
            if (answer.Problem is { } refused)
            {
                await errors.WriteLineAsync(refused.Message);
                return PortalCommand.Refused;
            }
            await output.WriteLineAsync($"{asked.Api} in {asked.Org}: declared; {(answer.Value!.DiffersFromHeld ? "the org holds another text" : "the org holds the same")}.");
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The spec cannot be read: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }

    private static async Task<Result<DeclareSpec.Receipt>> DeclareAsync(
        UseCaseRunner useCases, Actor actor, string org, string api, string text, string reason, CancellationToken ct)
    {
        ListCatalog.Page? page = null;
        for (var skip = 0; page is null || skip < page.Total; skip += ListCatalog.MaxTake)
        {
            var listed = await useCases.SendAsync(actor, new ListCatalog.Query(new CatalogFilter(), ListCatalog.Order.Name, false, skip, ListCatalog.MaxTake), ct);
            if (listed.Problem is { } unlisted) return unlisted;
            page = listed.Value!;
            if (page.Rows.FirstOrDefault(r => r.OrgLabel == org && r.Name == api) is { } row)
                return await useCases.SendAsync(actor, new DeclareSpec.Command(row.Id, text, reason), ct);
        }
        return Problem.NotFound("catalog.not-found", $"There is no API '{api}' in an org named '{org}'.");
    }
}
