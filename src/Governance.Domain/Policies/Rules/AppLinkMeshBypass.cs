namespace Governance.Domain.Policies.Rules;

/// <summary>applink.mesh-bypass: fails when routes or all routes bypass the service mesh, the mesh buildpack is missing, or it logs at debug level.</summary>
public sealed class AppLinkMeshBypass() : Rule<AppLinkAddonThing>("applink.mesh-bypass", ThingKind.AppLinkAddon, Severity.Critical, "Nothing goes round the mesh")
{
    /// <inheritdoc />
    public override string FailsWhen => "Routes or all routes bypass the service mesh, the mesh buildpack is missing, or it logs at debug level.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Remove the bypass from heroku-applink-service-mesh.yaml and the config vars, add the buildpack, set the log level to info.
        After debug logging: end the authorizations and replace the add-on, for its token lies in the logs.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkAddonThing thing, RuleSetting setting)
    {
        if (thing.Apps is not { } apps) return Verdict.Unknown("the add-on's attachments could not be read");
        if (apps.Count == 0) return Verdict.NotApplicable("it is attached to no app");
        string? unread = null;
        foreach (var app in apps.Each())
        {
            if (app.BypassesAll == true) return Verdict.Fail($"{app.Name} lets all routes through unchecked.");
            if (app.BypassedRoutes is { Count: > 0 } routes) return Verdict.Fail($"{app.Name} lets {string.Join(", ", routes.Take(5))} through unchecked.");
            if (app.LogsDebug == true) return Verdict.Fail($"{app.Name} logs at debug level, and the mesh then writes tokens.");
            if (app.HasMeshBuildpack == false && thing.HasPublications != false)
            {
                if (thing.HasPublications == true) return Verdict.Fail($"{app.Name} runs without the service mesh.");
                unread ??= $"{app.Name} runs without the service mesh; whether it publishes anything could not be read";
            }
            if (app.HasMeshBuildpack is null || app.BypassesAll is null || app.BypassedRoutes is null || app.LogsDebug is null)
                unread ??= $"buildpacks, config vars or bypass routes of {app.Name} could not be read";
        }
        return unread is null ? Verdict.Pass : Verdict.Unknown(unread);
    }
}
