namespace Governance.OrgSimulator.Scenarios;

/// <summary>What happened in orgs before the world starts: event data that begins at one moment and belongs mostly to one app, user and address.</summary>
public sealed record ScenarioTimeline
{
    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    /// <summary>The moment from which the events' <c>after</c> counts.</summary>
    public required string At { get; init; }

    public string? App { get; init; }

    public string? User { get; init; }

    public string? Ip { get; init; }

    public string? UserAgent { get; init; }

    public IReadOnlyList<ScenarioEvent> Events { get; init; } = [];
}

/// <summary>One event, or so many of them at an even pace. What is left out comes from the timeline.</summary>
public sealed record ScenarioEvent
{
    public const int MostOfOne = 200_000;

    public static readonly IReadOnlyList<string> Types = ["login", "api-call", "bulk-job", "setup-audit"];

    /// <summary>One of <see cref="Types"/>.</summary>
    public required string Type { get; init; }

    public string After { get; init; } = "0s";

    public int Count { get; init; } = 1;

    /// <summary>From the first of the count to the last.</summary>
    public string Over { get; init; } = "0s";

    public string? App { get; init; }

    public string? User { get; init; }

    public string? Ip { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Login: LoginHistory.LoginType and LoginSubType.</summary>
    public string LoginType { get; init; } = "Oauth2";

    public string? SubType { get; init; } = "OauthRefreshToken";

    public string LoginStatus { get; init; } = "Success";

    public string Country { get; init; } = "US";

    public string Tls { get; init; } = "TLS 1.3";

    /// <summary>Call: HTTP method, path, answer.</summary>
    public string Method { get; init; } = "GET";

    public string? Uri { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>Object that a call or job is about.</summary>
    public string? Entity { get; init; }

    public int Rows { get; init; }

    /// <summary>Bulk job: from its creation to its end, and from there to its deletion; null for a job that stays.</summary>
    public string Takes { get; init; } = "60s";

    public string? DeletedAfter { get; init; }

    /// <summary>Setup: what SetupAuditTrail says.</summary>
    public string? Action { get; init; }

    public string? Section { get; init; }

    public string? Display { get; init; }

    /// <summary>Why the event could not be laid down, looked at without its names; null for one that can.</summary>
    public (string Member, string Reason)? Objection()
    {
        if (!Types.Contains(Type)) return ("type", $"event type '{Type}' is not known; known: {string.Join(", ", Types)}");
        foreach (var (member, text) in new[] { ("after", After), ("over", Over), ("takes", Takes), ("deletedAfter", DeletedAfter ?? "0s") })
            if (RelativeTime.Seconds(text) is not >= 0) return (member, $"'{text}' is no span such as 90s, 12h or 4d12h57m15s");
        if (Count is < 1 or > MostOfOne) return ("count", $"count must be 1 to {MostOfOne}");
        if (Status is < 100 or > 599) return ("status", "status must be 100 to 599");
        if (Rows < 0) return ("rows", "rows must be 0 or more");
        return Type switch
        {
            "api-call" when Uri is not ['/', ..] => ("uri", "a call needs a uri that begins with /"),
            "bulk-job" when string.IsNullOrEmpty(Entity) => ("entity", "a bulk job needs an entity"),
            "setup-audit" when Action is null || Section is null || Display is null => ("action", "a row of the setup audit trail needs action, section and display"),
            "login" when Count > 10_000 => ("count", "a series has at most 10000 logins, LoginHistory holds 20000"),
            _ => null,
        };
    }
}
