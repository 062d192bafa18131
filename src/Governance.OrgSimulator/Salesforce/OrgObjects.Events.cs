using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

public static partial class OrgObjects
{
    /// <summary>Salesforce, EventLogFile (reference §6): invisible without View Event Log Files or View All Data; LogFile is an address, the bytes come from there.</summary>
    private static ObjectType EventLogFile() => new ObjectType("EventLogFile", scope => EventLogFiles.Of(scope.Org, scope.Now).Where(file => !scope.Org.HiddenLogFiles.Contains(file.Id)))
    { KeyPrefix = "0AT", Area = ObjectArea.Data, Changes = RowChanges.Delete, VisibleTo = ["ViewEventLogFiles", "ViewAllData"] }
        .IdField<LogFile>("Id", f => f.Id)
        .Text<LogFile>("EventType", f => f.Type.Name)
        .Moment<LogFile>("LogDate", f => f.LogDate)
        .Text<LogFile>("Interval", f => f.IsDaily ? "Daily" : "Hourly")
        .With<LogFile>("Sequence", FieldKind.Number, (_, f) => SoqlValue.Of(f.IsDaily ? 0 : 1))
        .With<LogFile>("ApiVersion", FieldKind.Number, (_, _) => SoqlValue.Of(67))
        .With<LogFile>("LogFileLength", FieldKind.Number, (s, f) => SoqlValue.Of(EventLogFiles.Body(s.Org, f).Length))
        .Text<LogFile>("LogFileContentType", _ => "text/csv")
        .Text<LogFile>("LogFileFieldNames", f => string.Join(',', f.Type.Columns.Select(column => column.Column)), filterable: false)
        .Text<LogFile>("LogFileFieldTypes", f => string.Join(',', f.Type.Columns.Select(column => column.Type)), filterable: false)
        .Text<LogFile>("LogFile", f => $"/services/data/v67.0/sobjects/EventLogFile/{f.Id}/LogFile", filterable: false)
        .Moment<LogFile>("CreatedDate", f => f.Created)
        .IdField<LogFile>("CreatedById", _ => null)
        .Moment<LogFile>("LastModifiedDate", f => f.Created)
        .Moment<LogFile>("SystemModstamp", f => f.Created);

    /// <summary>Salesforce, EventLogFile body (reference §6): <c>GET /sobjects/EventLogFile/{id}/LogFile</c> answers the CSV.</summary>
    public static Task LogFileAsync(HttpContext context, Org org, Session session, string id)
    {
        byte[]? body;
        lock (org.Gate)
        {
            var scope = new QueryScope(org, session.User, org.Now, session);
            var file = Types["EventLogFile"].IsVisibleTo(scope) ? EventLogFiles.Find(org, id, scope.Now) : null;
            body = file is null ? null : EventLogFiles.Body(org, file);
        }

        return body is null ? OrgOrigin.NotFoundAsync(context) : Answer.BytesAsync(context, 200, "text/csv;charset=UTF-8", body);
    }
}
