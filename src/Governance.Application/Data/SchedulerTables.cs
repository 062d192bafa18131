using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Governance.Application.Data;

/// <summary>The tables in which the scheduler (Quartz 4) keeps what it runs and which instances run it. Not entities:
/// the scheduler alone reads and writes them, and checks them at its start. Its optional history tables are left out.
/// Source: the schema scripts embedded in the package, create_{sqlite,postgres,sqlServer}.sql.</summary>
public static class SchedulerTables
{
    /// <summary>What the scheduler's tables begin with.</summary>
    public const string Prefix = "QRTZ_";

    private const int Scheduler = 120, Key = 150, Name = 200, Text = 250, Long = 512, State = 16, Kind = 8;

    /// <summary>Creates them. PostgreSQL folds the names the scheduler asks for to lower case, so there they are so.</summary>
    public static void Create(MigrationBuilder migration)
    {
        var tables = new Tables(migration);
        tables.Add("JOB_DETAILS", ["SCHED_NAME", "JOB_NAME", "JOB_GROUP"], t => t
            .Text("SCHED_NAME", Scheduler).Text("JOB_NAME", Key).Text("JOB_GROUP", Key).Text("DESCRIPTION", Text, true)
            .Text("JOB_CLASS_NAME", Text).Flag("IS_DURABLE").Flag("IS_NONCONCURRENT").Flag("IS_UPDATE_DATA")
            .Flag("REQUESTS_RECOVERY").Bytes("JOB_DATA", true));
        tables.Add("TRIGGERS", ["SCHED_NAME", "TRIGGER_NAME", "TRIGGER_GROUP"], t => t
            .Text("SCHED_NAME", Scheduler).Text("TRIGGER_NAME", Key).Text("TRIGGER_GROUP", Key).Text("JOB_NAME", Key)
            .Text("JOB_GROUP", Key).Text("DESCRIPTION", Text, true).Number("NEXT_FIRE_TIME", true).Number("PREV_FIRE_TIME", true)
            .Small("PRIORITY", true).Text("TRIGGER_STATE", State).Text("TRIGGER_TYPE", Kind).Number("START_TIME")
            .Number("END_TIME", true).Text("CALENDAR_NAME", Name, true).Small("MISFIRE_INSTR", true)
            .Number("MISFIRE_ORIG_FIRE_TIME", true).Text("EXECUTION_GROUP", Name, true).Text("PREFERRED_NODE", Name, true)
            .Flag("PREFERRED_NODE_AUTO", false).Text("RETRY_POLICY", Text, true).Small("RETRY_ATTEMPT", true)
            .Text("CONTINUES_TRIGGER_NAME", Key, true).Text("CONTINUES_TRIGGER_GROUP", Key, true)
            .Small("CONTINUATION_CONDITION", true).Small("OVERLAP_POLICY", true).Text("PAUSE_REASON", Text, true)
            .Text("PAUSED_BY", Name, true).Number("PAUSED_AT", true).Number("MISFIRE_THRESHOLD", true)
            .MaybeFlag("FIXED_DELAY").Bytes("JOB_DATA", true),
            ("JOB_DETAILS", ["SCHED_NAME", "JOB_NAME", "JOB_GROUP"]));
        tables.AddTrigger("SIMPLE_TRIGGERS", t => t
            .Count("REPEAT_COUNT").Number("REPEAT_INTERVAL").Count("TIMES_TRIGGERED"));
        tables.AddTrigger("CRON_TRIGGERS", t => t.Text("CRON_EXPRESSION", Text).Text("TIME_ZONE_ID", 80, true));
        tables.AddTrigger("SIMPROP_TRIGGERS", t => t
            .Text("STR_PROP_1", Long, true).Text("STR_PROP_2", Long, true).Text("STR_PROP_3", Long, true)
            .Small("INT_PROP_1", true).Small("INT_PROP_2", true).Number("LONG_PROP_1", true).Number("LONG_PROP_2", true)
            .Decimal("DEC_PROP_1").Decimal("DEC_PROP_2").MaybeFlag("BOOL_PROP_1").MaybeFlag("BOOL_PROP_2")
            .Text("TIME_ZONE_ID", 80, true));
        tables.AddTrigger("BLOB_TRIGGERS", t => t.Bytes("BLOB_DATA", true));
        tables.Add("CALENDARS", ["SCHED_NAME", "CALENDAR_NAME"], t => t
            .Text("SCHED_NAME", Scheduler).Text("CALENDAR_NAME", Name).Bytes("CALENDAR", false));
        tables.Add("PAUSED_TRIGGER_GRPS", ["SCHED_NAME", "TRIGGER_GROUP"], t => t
            .Text("SCHED_NAME", Scheduler).Text("TRIGGER_GROUP", Key).Text("PAUSE_REASON", Text, true)
            .Text("PAUSED_BY", Name, true).Number("PAUSED_AT", true));
        tables.Add("PAUSED_JOB_GRPS", ["SCHED_NAME", "JOB_GROUP"], t => t
            .Text("SCHED_NAME", Scheduler).Text("JOB_GROUP", Key).Text("PAUSE_REASON", Text, true)
            .Text("PAUSED_BY", Name, true).Number("PAUSED_AT", true));
        tables.Add("FIRED_TRIGGERS", ["SCHED_NAME", "ENTRY_ID"], t => t
            .Text("SCHED_NAME", Scheduler).Text("ENTRY_ID", 140).Text("TRIGGER_NAME", Key).Text("TRIGGER_GROUP", Key)
            .Text("INSTANCE_NAME", Name).Number("FIRED_TIME").Number("SCHED_TIME").Small("PRIORITY").Text("STATE", State)
            .Text("JOB_NAME", Key, true).Text("JOB_GROUP", Key, true).MaybeFlag("IS_NONCONCURRENT").MaybeFlag("REQUESTS_RECOVERY")
            .Text("EXECUTION_GROUP", Name, true).Small("PROGRESS", true).Text("PROGRESS_MESSAGE", Text, true)
            .Number("INTERRUPT_REQUESTED_TIME", true));
        tables.Add("SCHEDULER_STATE", ["SCHED_NAME", "INSTANCE_NAME"], t => t
            .Text("SCHED_NAME", Scheduler).Text("INSTANCE_NAME", Name).Number("LAST_CHECKIN_TIME").Number("CHECKIN_INTERVAL")
            .Text("QUARTZ_VERSION", 20, true));
        tables.Add("LOCKS", ["SCHED_NAME", "LOCK_NAME"], t => t.Text("SCHED_NAME", Scheduler).Text("LOCK_NAME", 40));
        tables.Index("J", "TRIGGERS", "SCHED_NAME", "JOB_NAME", "JOB_GROUP");
        tables.Index("NFT_ST", "TRIGGERS", "SCHED_NAME", "TRIGGER_STATE", "NEXT_FIRE_TIME", "PRIORITY", "MISFIRE_INSTR");
        tables.Index("INST", "FIRED_TRIGGERS", "SCHED_NAME", "INSTANCE_NAME", "REQUESTS_RECOVERY");
        tables.Index("T_G", "FIRED_TRIGGERS", "SCHED_NAME", "TRIGGER_NAME", "TRIGGER_GROUP");
    }

    /// <summary>Drops them, those that refer to others first.</summary>
    public static void Drop(MigrationBuilder migration)
    {
        var tables = new Tables(migration);
        foreach (var name in new[]
                 {
                     "SIMPLE_TRIGGERS", "CRON_TRIGGERS", "SIMPROP_TRIGGERS", "BLOB_TRIGGERS", "TRIGGERS", "JOB_DETAILS", "CALENDARS",
                     "PAUSED_TRIGGER_GRPS", "PAUSED_JOB_GRPS", "FIRED_TRIGGERS", "SCHEDULER_STATE", "LOCKS",
                 })
        {
            migration.DropTable(tables.Named(name));
        }
    }

    private sealed class Tables(MigrationBuilder migration)
    {
        private readonly bool _lower = migration.ActiveProvider?.Contains("PostgreSQL", StringComparison.Ordinal) == true;
        private readonly bool _isSqlServer = migration.ActiveProvider?.Contains("SqlServer", StringComparison.Ordinal) == true;

        public string Named(string name) => Cased(Prefix + name);

        public void Add(string name, string[] key, Func<Columns, Columns> columns, (string Table, string[] Key)? parent = null, bool cascade = false)
        {
            var table = new CreateTableOperation
            {
                Name = Named(name),
                PrimaryKey = new AddPrimaryKeyOperation { Name = Cased($"PK_{Prefix}{name}"), Table = Named(name), Columns = [.. key.Select(Cased)] },
            };
            foreach (var column in columns(new Columns(_isSqlServer)).All)
            {
                column.Table = table.Name;
                column.Name = Cased(column.Name);
                table.Columns.Add(column);
            }
            if (parent is var (to, by))
            {
                table.ForeignKeys.Add(new AddForeignKeyOperation
                {
                    Name = Cased($"FK_{Prefix}{name}_{to}"),
                    Table = table.Name,
                    Columns = [.. by.Select(Cased)],
                    PrincipalTable = Named(to),
                    PrincipalColumns = [.. by.Select(Cased)],
                    OnDelete = cascade ? ReferentialAction.Cascade : ReferentialAction.NoAction,
                });
            }
            migration.Operations.Add(table);
        }

        public void AddTrigger(string name, Func<Columns, Columns> columns)
        {
            string[] key = ["SCHED_NAME", "TRIGGER_NAME", "TRIGGER_GROUP"];
            Add(name, key, t => columns(t.Text("SCHED_NAME", Scheduler).Text("TRIGGER_NAME", Key).Text("TRIGGER_GROUP", Key)),
                ("TRIGGERS", key), cascade: true);
        }

        public void Index(string name, string table, params string[] columns) => migration.CreateIndex(
            Cased($"IDX_{Prefix}{table}_{name}"), Named(table), [.. columns.Select(Cased)]);

#pragma warning disable CA1308 // PostgreSQL folds to lower case.
        private string Cased(string name) => _lower ? name.ToLowerInvariant() : name;
#pragma warning restore CA1308
    }

    private sealed class Columns(bool isSqlServer)
    {
        public List<AddColumnOperation> All { get; } = [];

        public Columns Text(string name, int length, bool nullable = false) => With<string>(name, nullable, c => c.MaxLength = length);

        public Columns Number(string name, bool nullable = false) => With<long>(name, nullable);

        public Columns Small(string name, bool nullable = false) => With<int>(name, nullable);

        /// <summary>The scheduler reads these as the type its own script gives them.</summary>
        public Columns Count(string name) => isSqlServer ? With<int>(name, false) : With<long>(name, false);

        public Columns Flag(string name, bool? otherwise = null) => With<bool>(name, false, c => c.DefaultValue = otherwise);

        public Columns MaybeFlag(string name) => With<bool>(name, true);

        public Columns Bytes(string name, bool nullable) => With<byte[]>(name, nullable);

        public Columns Decimal(string name) => With<decimal>(name, true, c => (c.Precision, c.Scale) = (13, 4));

        private Columns With<T>(string name, bool nullable, Action<AddColumnOperation>? more = null)
        {
            var column = new AddColumnOperation { Name = name, ClrType = typeof(T), IsNullable = nullable };
            more?.Invoke(column);
            All.Add(column);
            return this;
        }
    }
}
