namespace Governance.Domain.Inventory;

/// <summary>A scope of an app that calls showed in use.</summary>
/// <param name="AppName">Label of the app; org text.</param>
/// <param name="Scope">As OAuth writes it, as in api.</param>
/// <param name="Day">The last such day, UTC.</param>
public sealed record ScopeSeen(string AppName, string Scope, DateOnly Day);

/// <summary>Scope of one client app in one org that calls showed in use: only when last.</summary>
public sealed class ScopeUse
{
    /// <summary>Longest scope, characters.</summary>
    public const int ScopeMaxLength = 40;

    private ScopeUse() { }

    /// <summary>First sight.</summary>
    public ScopeUse(OrgId org, ScopeSeen seen) => (OrgId, AppKey, Scope, LastUsedOn) = (org, EventNames.KeyOf(seen.AppName), seen.Scope, seen.Day);

    /// <summary>In which org; key, first part.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>Label of the app in comparable form; key, second part.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>As OAuth writes it; key, third part.</summary>
    public string Scope { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateOnly LastUsedOn { get; private set; }

    /// <summary>Seen in use on a day; one that is known changes nothing.</summary>
    public void Seen(DateOnly day)
    {
        if (day > LastUsedOn) LastUsedOn = day;
    }
}

/// <summary>What calls of the platform's APIs tell of scopes.</summary>
/// <remarks>Source: Object Reference, EventLogFile, ApiTotalUsage: it holds calls of the SOAP, REST and Bulk APIs. None of them can be
/// made without api or a scope that includes a part of it. What a browser does (web, visualforce), Data Cloud's own endpoints (cdp_*) and
/// the rest of full are not in it. Connect REST (chatter_api) and Analytics (wave_api) are resources of the REST API, but nothing says
/// that all their calls are logged: such a call proves use, none proves nothing.</remarks>
public static class ScopesInCalls
{
    /// <summary>Any call.</summary>
    public const string Api = "api";

    /// <summary>Connect REST.</summary>
    public const string Connect = "chatter_api";

    /// <summary>Analytics REST.</summary>
    public const string Analytics = "wave_api";

    /// <summary>True when a scope that no call showed was not used; of others the absence of calls tells nothing.</summary>
    public static bool AreWhole(string scope) => scope == Api;
}
