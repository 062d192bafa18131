using System.Globalization;
using System.Text;
using Governance.Application.Ports;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>Calls of client apps by day, and which scopes and objects they used. In order: 1. which daily ApiTotalUsage files there are
/// that are not known; 2. each of them, oldest first, counted row by row and dropped.</summary>
/// <remarks>Repeatable. Source: Object Reference, EventLogFile: the type is free, kept for one day without Event Monitoring and 30
/// with it; columns are found by their headers, because they differ by release.</remarks>
internal static class UsageList
{
    /// <summary>Files of one read: what a median needs, and the day it is held against.</summary>
    public const int MostFiles = EventWindows.DaysOfMedian + 1;

    /// <summary>Largest file read, bytes: about 200,000 calls.</summary>
    public const int LargestFile = 64 * 1024 * 1024;

    private const string Right = "View Event Log Files";

    public static async Task<CapabilityRead> ReadAsync(InventoryReading reading, CancellationToken ct)
    {
        var since = reading.Ask.Since.Day is { } known
            ? new DateTimeOffset(known.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)
            : reading.StartedAt.AddDays(-MostFiles - 1);
        var list = (await OrgLists.ReadAsync(reading.Talk, [OrgRead.Query(string.Create(CultureInfo.InvariantCulture,
            $"SELECT Id, LogDate, LogFileLength FROM EventLogFile WHERE EventType = 'ApiTotalUsage' AND Interval = 'Daily' AND LogDate >= {Soql.Moment(since)} ORDER BY LogDate DESC LIMIT {MostFiles}"))], ct))[0];
        if (list is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, Right);
        var tally = new UsageTally();
        foreach (var row in reading.Part(list, "Event log files", Right).Reverse())
        {
            if (RowValue.Key(row) is not { } id || OrgJson.Moment(row, "LogDate") is not { } date) continue;
            var day = DateOnly.FromDateTime(date.UtcDateTime);
            if (OrgJson.Count(row, "LogFileLength") > LargestFile)
            {
                reading.Trouble($"The API usage of {day:yyyy-MM-dd} is larger than {LargestFile / 1024 / 1024} MB.");
                continue;
            }
            var body = await reading.Talk.FileAsync($"sobjects/EventLogFile/{id}/LogFile", LargestFile, ct);
            if (body.Problem is { } unread) reading.Trouble($"API usage of {day:yyyy-MM-dd}: {unread.Message}");
            else tally.Add(body.Value!.Body, day);
        }
        foreach (var trouble in tally.Troubles) reading.Trouble(trouble);
        return tally.On(reading.Happened());
    }
}

/// <summary>Rows of a CSV file, one at a time (RFC 4180).</summary>
internal static class CsvRows
{
    /// <summary>Longest cell kept, characters; the rest of a longer one is dropped.</summary>
    private const int LongestCell = 4_000;

    /// <summary>Reads one row into the list; false at the end.</summary>
    public static bool Next(TextReader reader, List<string> cells)
    {
        cells.Clear();
        if (reader.Peek() < 0) return false;
        var cell = new StringBuilder();
        var isQuoted = false;
        while (reader.Read() is >= 0 and var read)
        {
            var c = (char)read;
            if (isQuoted)
            {
                if (c != '"') Add(c);
                else if (reader.Peek() == '"') Add((char)reader.Read());
                else isQuoted = false;
            }
            else if (c == '"')
            {
                isQuoted = true;
            }
            else if (c == ',')
            {
                Close();
            }
            else if (c == '\n')
            {
                break;
            }
            else if (c != '\r')
            {
                Add(c);
            }
        }
        Close();
        return true;

        void Add(char c)
        {
            if (cell.Length < LongestCell) cell.Append(c);
        }

        void Close()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
