using Governance.Application.Imports;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Orgs;
using Governance.Web.Auth;

namespace Governance.Web.Uploads;

/// <summary>A snapshot of an org's metadata as a ZIP file, into an org that is not connected.</summary>
internal static class SnapshotUpload
{
    /// <summary>Where the form of /orgs/import posts to.</summary>
    public const string Path = "/orgs/import/file";

    /// <summary>Largest ZIP file.</summary>
    public const long MaxBytes = 100L * 1024 * 1024;

    private static readonly Problem TooLarge = Problem.Invalid("snapshot.zip-too-large",
        $"The file is larger than {MaxBytes / (1024 * 1024)} MB. Nothing was imported. Leave out what is not metadata of apps, credentials, certificates "
        + "and permissions, or import the folder with the command line.");

    public static async Task RunAsync(HttpContext http)
    {
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        var imported = await Upload.DeniedAsync(http, runner, actor, Permission.ImportSnapshot) is { } denied ? denied
            : http.Request.ContentLength > MaxBytes + 32 * 1024 ? TooLarge
            : await ImportAsync(http, runner, actor);
        if (imported.Problem is { } refusal)
        {
            await Upload.RefuseAsync(http, refusal, "The snapshot was not imported", PlainPage.Link("/orgs/import", "Go back to the form"));
            return;
        }
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = $"/orgs/import/{imported.Value!.Import.Value:D}";
    }

    private static async Task<Result<ImportSnapshot.Receipt>> ImportAsync(HttpContext http, UseCaseRunner runner, Actor actor)
    {
        var (form, unread) = await Upload.FormAsync(http, MaxBytes + 32 * 1024, TooLarge);
        if (form is null) return unread!;
        if (form.Files["snapshot"] is not { Length: > 0 } file) return Problem.Invalid("snapshot.no-file", "Choose the ZIP file with the metadata. Nothing was imported.");
        if (file.Length > MaxBytes) return TooLarge;
        var org = Guid.TryParseExact(form["org"], "D", out var known) ? new OrgId(known) : (OrgId?)null;
        var made = org is null ? NewOrg(form) : null;
        if (org is null && made is null) return Problem.Invalid("snapshot.no-org", "Choose an org, or name a new one with its org group. Nothing was imported.");
        var zip = ZipEntries.Read(file.OpenReadStream());
        if (zip.Problem is { } refused) return refused;
        using var entries = zip.Value!;
        var picture = MetadataReader.Read(entries.All(), http.RequestAborted);
        return picture.Problem is { } unreadable ? unreadable
            : await runner.SendAsync(actor, new ImportSnapshot.Command(org, made, System.IO.Path.GetFileName(file.FileName), picture.Value!), http.RequestAborted);
    }

    private static ImportSnapshot.NewOrg? NewOrg(IFormCollection form) =>
        Guid.TryParseExact(form["group"], "D", out var group) && Enum.TryParse<OrgEnvironment>(form["environment"], out var environment) && form["label"].ToString() is { Length: > 0 } label
            ? new ImportSnapshot.NewOrg(label, new OrgGroupId(group), environment) : null;
}
