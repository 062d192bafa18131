using System.Globalization;
using System.Text;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>One file of event data: so many hours of one type.</summary>
/// <param name="LogDate">Seconds since 1970, UTC: start of the hour or day.</param>
/// <param name="Created">When it arrived: hourly files after three to six hours, daily ones after the day.</param>
public sealed record LogFile(string Id, LogFileType Type, bool IsDaily, long LogDate, long Created, int Events)
{
    public long End => LogDate + (IsDaily ? 86_400 : 3_600);
}

/// <summary>A type of event log file and its columns.</summary>
public sealed record LogFileType(string Name, bool IsFree, IReadOnlyList<(string Column, string Type)> Columns, Func<EventSeries, bool> Takes);

/// <summary>Salesforce, EventLogFile (reference §6; arrival and retention: incident facts §3.2): files are put together from the events when
/// somebody asks. Files of an org without Event Monitoring are daily, of the free types, and kept for a day.</summary>
public static class EventLogFiles
{
    private static readonly (string, string)[] Head = [("EVENT_TYPE", "String"), ("TIMESTAMP", "DateTime"), ("REQUEST_ID", "Id"), ("ORGANIZATION_ID", "Id"), ("USER_ID", "Id")];
    private static readonly (string, string)[] Run = [("RUN_TIME", "Number"), ("CPU_TIME", "Number"), ("URI", "String"), ("SESSION_KEY", "String"), ("LOGIN_KEY", "String")];

    public static readonly IReadOnlyList<LogFileType> Types =
    [
        new("ApiTotalUsage", true,
        [
            .. Head, ("API_FAMILY", "String"), ("API_VERSION", "String"), ("API_RESOURCE", "String"), ("CLIENT_NAME", "String"), ("CLIENT_IP", "IP"), ("HTTP_METHOD", "String"), ("ENTITY_NAME", "String"),
            ("COUNTS_AGAINST_API_LIMIT", "Boolean"), ("CONNECTED_APP_ID", "Id"), ("CONNECTED_APP_NAME", "String"), ("STATUS_CODE", "Number"), ("USER_NAME", "String"), ("TIMESTAMP_DERIVED", "DateTime"),
        ], series => series.Kind != EventKind.Login),
        new("BulkApi2", false,
        [
            .. Head, .. Run, ("JOB_ID", "Id"), ("OPERATION_TYPE", "String"), ("ENTITY_TYPE", "String"), ("JOB_STATUS", "String"), ("RECORDS_PROCESSED", "Number"), ("RECORDS_FAILED", "Number"), ("RESULT_SIZE_MB", "Number"),
            ("CLIENT_IP", "IP"), ("TIMESTAMP_DERIVED", "DateTime"), ("USER_ID_DERIVED", "Id"),
        ], series => series.Kind == EventKind.Bulk),
        new("Login", true,
        [
            .. Head, .. Run, ("USER_TYPE", "String"), ("REQUEST_STATUS", "String"), ("DB_TOTAL_TIME", "Number"), ("LOGIN_TYPE", "String"), ("LOGIN_SUB_TYPE", "String"), ("BROWSER_TYPE", "String"), ("API_TYPE", "String"), ("API_VERSION", "String"),
            ("USER_NAME", "String"), ("TLS_PROTOCOL", "String"), ("CIPHER_SUITE", "String"), ("AUTHENTICATION_METHOD_REFERENCE", "String"), ("AUTHENTICATION_SERVICE_ID", "Id"), ("CLIENT_IP", "IP"), ("SOURCE_IP", "IP"),
            ("FORWARDED_FOR_IP", "IP"), ("LOGIN_URL", "String"), ("LOGIN_STATUS", "String"), ("TIMESTAMP_DERIVED", "DateTime"), ("USER_ID_DERIVED", "Id"),
        ], series => series.Kind == EventKind.Login),
        new("RestApi", false,
        [
            .. Head, .. Run, ("METHOD", "String"), ("MEDIA_TYPE", "String"), ("STATUS_CODE", "Number"), ("USER_AGENT", "String"), ("ROWS_PROCESSED", "Number"), ("NUMBER_FIELDS", "Number"), ("REQUEST_SIZE", "Number"), ("RESPONSE_SIZE", "Number"),
            ("DB_TOTAL_TIME", "Number"), ("CLIENT_IP", "IP"), ("CLIENT_NAME", "String"), ("CONNECTED_APP_ID", "Id"), ("ENTITY_NAME", "String"), ("EXCEPTION_MESSAGE", "String"), ("REQUEST_STATUS", "String"),
            ("TIMESTAMP_DERIVED", "DateTime"), ("USER_ID_DERIVED", "Id"), ("USER_TYPE", "String"),
        ], series => series.Kind == EventKind.Rest),
    ];

    /// <summary>The files that have arrived and are not yet thrown away, oldest first.</summary>
    public static List<LogFile> Of(Org org, long now)
    {
        var counts = new Dictionary<(int Type, bool Daily, long Start), int>();
        foreach (var series in org.Events)
            for (var t = 0; t < Types.Count; t++)
            {
                if (!Types[t].Takes(series)) continue;
                Count(counts, t, daily: true, series);
                if (org.HasEventMonitoring) Count(counts, t, daily: false, series);
            }

        return
        [
            .. counts.Where(pair => IsKept(org, pair.Key, now))
                .Select(pair => new LogFile(IdOf(org, pair.Key), Types[pair.Key.Type], pair.Key.Daily, pair.Key.Start, Arrival(pair.Key.Start, pair.Key.Daily), pair.Value))
                .Where(file => !org.DeletedLogFiles.Contains(file.Id))
                .OrderBy(file => file.LogDate).ThenBy(file => file.Type.Name, StringComparer.Ordinal).ThenBy(file => file.IsDaily),
        ];
    }

    /// <summary>The file with this id, without making up the index.</summary>
    public static LogFile? Find(Org org, string id, long now)
    {
        if (!SalesforceId.LooksLikeId(id)) return null;
        var serial = 0L;
        foreach (var digit in id.AsSpan(7, 8)) serial = (serial * 62) + SalesforceId.Digits.IndexOf(digit, StringComparison.Ordinal);
        var key = (Type: (int)(serial % 8), Daily: serial / 8 % 2 == 1, Start: serial / 16 * 3_600);
        if (key.Type >= Types.Count || (!key.Daily && !org.HasEventMonitoring) || !IsKept(org, key, now)) return null;
        var found = new LogFile(IdOf(org, key), Types[key.Type], key.Daily, key.Start, Arrival(key.Start, key.Daily), 0);
        if (!SalesforceId.Same(found.Id, id) || org.DeletedLogFiles.Contains(found.Id)) return null;
        var events = org.Events.Where(found.Type.Takes).Sum(series => Held(series, found));
        return events == 0 ? null : found with { Events = events };
    }

    /// <summary>Without Event Monitoring only the free types, of one day; a Developer Edition has all types, of one day.</summary>
    private static bool IsKept(Org org, (int Type, bool Daily, long Start) key, long now)
    {
        var age = now - Arrival(key.Start, key.Daily);
        return age >= 0 && age <= (org.HasEventMonitoring ? 30 * 86_400L : 86_400L)
            && (Types[key.Type].IsFree || org.HasEventMonitoring || org.OrganizationType == "Developer Edition");
    }

    private static int Held(EventSeries series, LogFile file)
    {
        var (first, end) = series.Between(file.LogDate * 1000, file.End * 1000);
        return end - first;
    }

    public static byte[] Body(Org org, LogFile file)
    {
        var rows = new List<(long At, int Place, EventSeries Series)>(file.Events);
        foreach (var series in org.Events.Where(file.Type.Takes))
        {
            var (first, end) = series.Between(file.LogDate * 1000, file.End * 1000);
            for (var i = first; i < end; i++) rows.Add((series.At(i), i, series));
        }

        rows.Sort((left, right) => left.At.CompareTo(right.At));
        var csv = new StringBuilder((rows.Count + 1) * 300);
        Line(csv, file.Type.Columns.Select(column => column.Column));
        foreach (var (at, place, series) in rows) Line(csv, file.Type.Columns.Select(column => Value(org, file.Type, column.Column, series, at, place)));
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static long Arrival(long start, bool daily) => daily ? start + 86_400 + (3 * 3_600) : start + 3_600 + ((3 + (start / 3_600 % 4)) * 3_600);

    private static string IdOf(Org org, (int Type, bool Daily, long Start) key) => org.NewId("0AT", (((key.Start / 3_600 * 2) + (key.Daily ? 1 : 0)) * 8) + key.Type);

    private static void Count(Dictionary<(int, bool, long), int> counts, int type, bool daily, EventSeries series)
    {
        var step = daily ? 86_400L : 3_600L;
        var last = series.At(series.Count - 1) / 1000;
        for (var start = series.From / 1000 / step * step; start <= last; start += step)
        {
            var (first, end) = series.Between(start * 1000, (start + step) * 1000);
            if (end > first) counts[(type, daily, start)] = counts.GetValueOrDefault((type, daily, start)) + end - first;
        }
    }

    private static string? Value(Org org, LogFileType type, string column, EventSeries series, long at, int place) => column switch
    {
        "EVENT_TYPE" => type.Name,
        "TIMESTAMP" => Moment(at, "yyyyMMddHHmmss.fff"),
        "TIMESTAMP_DERIVED" => Moment(at, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        "REQUEST_ID" => "4" + org.Mint.Fixed($"request:{series.From}:{series.Uri}:{place}", 21),
        "ORGANIZATION_ID" => org.Id[..15],
        "USER_ID" => series.User.Id[..15],
        "USER_ID_DERIVED" => series.User.Id,
        "USER_NAME" => series.User.Username,
        "USER_TYPE" => "Standard",
        "URI" or "API_RESOURCE" => series.Kind == EventKind.Login ? "/services/oauth2/token" : series.Uri,
        "API_VERSION" => Version(series.Uri),
        "API_FAMILY" => series.Kind == EventKind.Bulk ? "BULK" : "REST",
        "METHOD" or "HTTP_METHOD" => series.Method,
        "CLIENT_IP" or "SOURCE_IP" => series.SourceIp,
        "CONNECTED_APP_ID" => series.App?.Id[..15],
        "CONNECTED_APP_NAME" => series.App?.Name,
        "ENTITY_NAME" or "ENTITY_TYPE" => series.Entity,
        "STATUS_CODE" => Whole(series.Status),
        "COUNTS_AGAINST_API_LIMIT" => "1",
        "USER_AGENT" => series.UserAgent,
        "ROWS_PROCESSED" => Whole(series.Rows),
        "RUN_TIME" => Whole(series.RunMilliseconds),
        "CPU_TIME" => Whole(series.RunMilliseconds / 3),
        "REQUEST_STATUS" => series.Status < 400 && series.Login is not { IsRefused: true } ? "S" : "F",
        "SESSION_KEY" => org.Mint.Fixed($"session:{series.User.Id}:{series.SourceIp}", 16),
        "LOGIN_KEY" => org.Mint.Fixed($"login:{series.User.Id}:{series.SourceIp}", 16),
        "MEDIA_TYPE" => "application/json",
        _ => series.Login is { } login ? OfLogin(column, login, series) : series.Job is { } job ? OfJob(column, job) : null,
    };

    private static string? OfLogin(string column, LoginRow login, EventSeries series) => column switch
    {
        "LOGIN_TYPE" => login.LoginType,
        "LOGIN_SUB_TYPE" => login.LoginSubType,
        "LOGIN_URL" => "login.salesforce.com",
        "LOGIN_STATUS" => login.IsRefused ? "LOGIN_ERROR_INVALID_PASSWORD" : "LOGIN_NO_ERROR",
        "TLS_PROTOCOL" => login.TlsProtocol.Replace("TLS ", "TLSv", StringComparison.Ordinal),
        "CIPHER_SUITE" => "TLS_AES_256_GCM_SHA384",
        "API_TYPE" => "REST API",
        "BROWSER_TYPE" => series.UserAgent,
        _ => null,
    };

    private static string? OfJob(string column, BulkTrace job) => column switch
    {
        "JOB_ID" => job.Id,
        "OPERATION_TYPE" => job.Operation,
        "JOB_STATUS" => job.State,
        "RECORDS_PROCESSED" => Whole(job.Records),
        "RECORDS_FAILED" => "0",
        "RESULT_SIZE_MB" => job.ResultMegabytes.ToString("0.###", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Version(string uri)
    {
        const string before = "/services/data/v";
        return uri.StartsWith(before, StringComparison.OrdinalIgnoreCase) && uri.Length >= before.Length + 4 ? uri[before.Length..(before.Length + 4)] : "62.0";
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Moment(long milliseconds, string format) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString(format, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder csv, IEnumerable<string?> values) =>
        csv.AppendJoin(',', values.Select(value => "\"" + value?.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")).Append('\n');
}
