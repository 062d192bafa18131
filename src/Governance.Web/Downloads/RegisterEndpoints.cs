using System.Globalization;
using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Imports;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Governance.Web.Uploads;
using Microsoft.AspNetCore.Antiforgery;

namespace Governance.Web.Downloads;

/// <summary>The register out and in: plain HTTP beside the circuit, through its use cases, as the person of the request.</summary>
public static class RegisterEndpoints
{
    /// <summary>Answers with the register as a file: all of it as JSON, or the type of record in form field part as CSV.</summary>
    public const string ExportPath = "/settings/register/export";

    /// <summary>Takes a register: form field register, a JSON file, or CSV of the type in form field part.</summary>
    public const string ImportPath = "/settings/register/import";

    private const string Page = "/settings/register";

    // The form around the file: boundaries, field names, the antiforgery token.
    private const int BodyMaxBytes = RegisterFile.MaxBytes + 8 * 1024;

    private static readonly Problem NotGenuine = Problem.Invalid("request.not-genuine",
        "This was not asked for from a page of the portal, or the page is too old. Nothing was changed. Reload the page and try again.");

    private static readonly Problem NoFile = Problem.Invalid("register.no-file", "No file came along. Nothing was changed. Choose the register and import it again.");

    private static readonly Problem NoSuchPart = Problem.Invalid("register.no-such-type", "A register has no such type of record. Nothing was changed.");

    private static readonly Problem TooLarge = Problem.Invalid("register.upload-too-large",
        "This is larger than 10 MB, so it was not read. Nothing was changed. Split the register and import its parts.");

    /// <summary>Maps both. Needs authentication and antiforgery services.</summary>
    public static void MapRegister(this WebApplication app)
    {
        app.MapPost(ExportPath, (Delegate)ExportAsync).RequireAuthorization();
        app.MapPost(ImportPath, (Delegate)ImportAsync).RequireAuthorization();
    }

    private static async Task ExportAsync(HttpContext http)
    {
        if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            await RefuseAsync(http, NotGenuine);
            return;
        }
        var (runner, actor) = SenderOf(http);
        var part = RegisterParts.Find((await http.Request.ReadFormAsync(http.RequestAborted))["part"]);
        var answer = await runner.SendAsync(actor, new ExportRegister.Command(part), http.RequestAborted);
        if (answer.Problem is { } refusal)
        {
            await RefuseAsync(http, refusal);
            return;
        }
        var at = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var moment = $"{at.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}Z";
        if (part is { } one)
        {
            await new Download($"register-{RegisterParts.NameOf(one)}-{moment}.csv", "text/csv; charset=utf-8", Csv.LineEnd).SendAsync(http, LinesAsync(answer.Value!, one));
            return;
        }
        new Download($"register-{moment}.json", "application/json; charset=utf-8", "\n").Begin(http);
        await RegisterFile.WriteAsync(answer.Value!, http.Response.Body, http.RequestAborted);
    }

    private static async IAsyncEnumerable<Result<string[]>> LinesAsync(ImportRegister.Command register, RegisterPart part)
    {
        await Task.CompletedTask;
        foreach (var lines in RegisterCsv.Lines(register, part).Chunk(500)) yield return lines;
    }

    private static async Task ImportAsync(HttpContext http)
    {
        var (runner, actor) = SenderOf(http);
        var answer = await Upload.DeniedAsync(http, runner, actor, Permission.ManageOrgGroups) is { } denied ? denied : await TakeAsync(http, runner, actor);
        if (answer.Problem is { } refusal) await RefuseAsync(http, refusal);
        else await PlainPage.WriteAsync(http, StatusCodes.Status200OK, "The register was imported", Says(answer.Value!), PlainPage.Link(Page, "Back to the register"));
    }

    private static async Task<Result<ImportRegister.Receipt>> TakeAsync(HttpContext http, UseCaseRunner runner, Actor actor)
    {
        var (form, unread) = await Upload.FormAsync(http, BodyMaxBytes, TooLarge);
        if (form is null) return unread!;
        if (form.Files["register"] is not { Length: > 0 } file) return NoFile;
        await using var source = file.OpenReadStream();
        var part = RegisterParts.Find(form["part"]);
        if (part is null && form["part"].ToString().Length > 0) return NoSuchPart;
        var read = await RegisterFile.ReadAsync(source, part, http.RequestAborted);
        return read.Problem is { } unreadable ? unreadable : await runner.SendAsync(actor, read.Value!, http.RequestAborted);
    }

    private static string Says(ImportRegister.Receipt done)
    {
        (int Count, string One, string What)[] all =
        [
            (done.OrgGroupsAdded, "org group", "added"), (done.VendorsAdded, "vendor", "added"), (done.VendorsChanged, "vendor", "changed"),
            (done.IntegrationsAdded, "integration", "added"), (done.IntegrationsChanged, "integration", "changed"), (done.PeopleListed, "person", "on the list of people"),
            (done.OwnersNamed, "certificate", "with another owner or deputy"), (done.WaiversAsked, "waiver", "asked for, another Security reviewer decides"),
            (done.DecisionsRecorded, "architecture decision", "recorded and not signed"), (done.ConnectionsAdded, "connection", "added, to be given its credential"),
        ];
        var told = all.Where(a => a.Count > 0).Select(a => string.Create(CultureInfo.InvariantCulture,
            $"{a.Count:N0} {(a.Count == 1 ? a.One : a.One == "person" ? "people" : a.One + "s")} {a.What}")).ToList();
        var says = told.Count == 0 ? "Nothing differed, so nothing was changed." : $"{string.Join(", ", told)}. Everything else is as it was. The audit says which.";
        if (done.LeftOut == 0) return says;
        var rest = done.LeftOut - done.LeftOutNames!.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"{says} Left out, import again when it is there: {string.Join("; ", done.LeftOutNames)}{(rest > 0 ? $"; and {rest:N0} more" : "")}.");
    }

    private static async Task RefuseAsync(HttpContext http, Problem problem)
    {
        var says = problem.Fields is { Count: > 0 } fields ? $"{problem.Message} {string.Join(' ', fields.Values)}" : problem.Message;
        await PlainPage.WriteAsync(http, Download.StatusOf(problem), "The register was not taken", says,
            problem.Code == AccessProblems.StepUpRequired.Code ? PlainPage.Link(StepUp.AddressOf(Page), "Sign in again") : PlainPage.Link(Page, "Back to the register"));
    }

    private static (UseCaseRunner Runner, Actor Actor) SenderOf(HttpContext http) =>
        (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
}
