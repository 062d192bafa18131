using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.TestKit.Databases;

/// <summary>Every query and every kind of write that the suite sends to another database, translated for SQL Server
/// and parsed by Microsoft's own parser. Each shape is looked at once per process, when the portal that sent it closes:
/// what SQL Server would not understand fails a test by name.</summary>
public sealed class TransactSqlMirror : SaveChangesInterceptor, IQueryExpressionInterceptor
{
    private static readonly MethodInfo Compile = typeof(IDatabase).GetMethod(nameof(IDatabase.CompileQuery))!;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Shape, Func<SqlServerModel, bool> Send)> _waiting = new();
    private readonly ConcurrentQueue<string> _parsed = new();
    private readonly Lock _one = new();

    /// <summary>The one of this process's portals.</summary>
    public static TransactSqlMirror Instance { get; } = new();

    /// <summary>T-SQL that was parsed so far.</summary>
    public IReadOnlyCollection<string> Parsed => _parsed;

    /// <summary>Translates and parses what came since the last time.</summary>
    /// <exception cref="InvalidOperationException">Something cannot be translated, gives no statement, or does not parse.</exception>
    public void Verify()
    {
        var wrong = new List<string>();
        lock (_one)
        {
            while (_waiting.TryDequeue(out var next)) wrong.AddRange(WrongWith(next.Shape, next.Send));
        }
        if (wrong.Count > 0) throw new InvalidOperationException("Not for SQL Server:\n" + string.Join("\n\n", wrong));
    }

    /// <inheritdoc />
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        var shape = ExpressionPrinter.Print(queryExpression);
        // What is written in a database's own words is that database's alone.
        if (!IsRaw.In(queryExpression) && _seen.TryAdd(shape, true)) _waiting.Enqueue((shape, model => Query(model, queryExpression)));
        return queryExpression;
    }

    /// <inheritdoc />
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Note(eventData.Context!);
        return base.SavingChanges(eventData, result);
    }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(eventData.Context!);
        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    private void Note(DbContext db)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State is not (EntityState.Unchanged or EntityState.Detached)))
        {
            var (type, state) = (entry.Metadata.Name, entry.State);
            string[] changed = state == EntityState.Modified
                ? [.. entry.Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name)]
                : [];
            var shape = $"{state} {type} {string.Join(',', changed)}";
            if (_seen.TryAdd(shape, true)) _waiting.Enqueue((shape, model => Save(model, type, state, changed)));
        }
    }

    private List<string> WrongWith(string shape, Func<SqlServerModel, bool> send)
    {
        using var model = new SqlServerModel();
        try
        {
            if (!send(model)) return [$"{shape}\nhas nothing to send"];
        }
#pragma warning disable CA1031 // Whatever the translation says belongs into the test's failure.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return [$"{shape}\n{fault.GetBaseException().Message}"];
        }
        if (model.Statements.Count == 0) return [$"{shape}\nsends nothing"];
        var wrong = new List<string>();
        foreach (var statement in model.Statements)
        {
            _parsed.Enqueue(statement);
            if (TransactSql.ErrorsOf(statement) is { Count: > 0 } errors) wrong.Add($"{statement}\n{string.Join('\n', errors)}");
            // The parser lets it through, the server does not.
            if (statement.Contains("STRING_AGG(DISTINCT", StringComparison.OrdinalIgnoreCase)) wrong.Add(statement);
        }
        return wrong;
    }

    private static bool Query(SqlServerModel model, Expression query)
    {
        var roots = new Roots(model.Db.Model);
        var translated = roots.Visit(query);
        var answer = translated.Type.GetInterfaces().Append(translated.Type)
            .FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IQueryable<>)) is { } rows
            ? typeof(IEnumerable<>).MakeGenericType(rows.GetGenericArguments())
            : translated.Type;
        var run = (Delegate)Compile.MakeGenericMethod(answer).Invoke(model.Db.GetService<IDatabase>(), [translated, false])!;
        var context = model.Db.GetService<IQueryContextFactory>().Create();
        foreach (var (name, type) in roots.Parameters) context.Parameters[name] = Sample(type);
        try
        {
            if (run.DynamicInvoke(context) is System.Collections.IEnumerable found) foreach (var _ in found) { }
        }
        catch (Exception) when (model.Statements.Count > 0)
        {
            // There is no row to read: the statement is what was wanted.
        }
        return true;
    }

    private static bool Save(SqlServerModel model, string type, EntityState state, string[] changed)
    {
        // Two rows: a batch may be written in another form than one.
        foreach (var _ in new[] { 1, 2 })
        {
            var entry = Track(model.Db, model.Db.Model.FindEntityType(type)!, state);
            foreach (var property in changed) entry.Property(property).IsModified = true;
        }
        try
        {
            model.Db.SaveChanges();
        }
        catch (Exception) when (model.Statements.Count > 0)
        {
            // No row was changed, as nothing was sent.
        }
        return true;
    }

    private static EntityEntry Track(DbContext db, IEntityType type, EntityState state)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type.ClrType);
        foreach (var key in type.GetProperties().Where(p => p.IsKey() && !p.IsForeignKey() && !p.IsShadowProperty()))
            SetValue(key, made);
        EntityEntry entry;
        if (type.FindOwnership() is { PrincipalToDependent: { } held } owner)
        {
            var owned = Track(db, owner.PrincipalEntityType, EntityState.Unchanged).Entity;
            held.GetCollectionAccessor()!.Add(owned, made, forMaterialization: false);
            db.ChangeTracker.DetectChanges();
            entry = db.ChangeTracker.Entries().Single(e => ReferenceEquals(e.Entity, made));
        }
        else
        {
            entry = db.Entry(made);
        }
        foreach (var property in entry.Properties.Where(p => entry.State == EntityState.Detached || !p.Metadata.IsForeignKey()))
        {
            var isTheServers = state == EntityState.Added && property.Metadata.ValueGenerated == ValueGenerated.OnAdd;
            if (!isTheServers) property.CurrentValue = Sample(property.Metadata.ClrType) ?? property.CurrentValue;
        }
        if (state != EntityState.Added) entry.State = EntityState.Unchanged;
        if (state != EntityState.Modified) entry.State = state;
        return entry;
    }

    private static void SetValue(IProperty property, object on)
    {
        if (property.FieldInfo is { } field) field.SetValue(on, Sample(property.ClrType));
        else property.PropertyInfo!.SetValue(on, Sample(property.ClrType));
    }

    private static object? Sample(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Guid.NewGuid().ToString("N");
        if (type == typeof(Guid)) return Guid.NewGuid();
        if (type == typeof(int)) return Random.Shared.Next();
        if (type == typeof(long)) return (long)Random.Shared.Next();
        if (type == typeof(byte[])) return new byte[] { 1 };
        if (type.IsValueType && type.GetConstructor([typeof(Guid)]) is { } ofGuid) return ofGuid.Invoke([Guid.NewGuid()]);
        if (type.IsValueType) return Activator.CreateInstance(type);
        var element = type.IsArray ? type.GetElementType()! : type.IsGenericType ? type.GetGenericArguments()[0] : null;
        if (element is null) return null;
        var two = Array.CreateInstance(element, 2);
        for (var i = 0; i < 2; i++) two.SetValue(Sample(element), i);
        return type.IsArray || type.IsInterface ? two : Activator.CreateInstance(type, two);
    }

    private sealed class IsRaw : ExpressionVisitor
    {
        private bool _found;

        public static bool In(Expression query)
        {
            var search = new IsRaw();
            search.Visit(query);
            return search._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            _found |= node is SqlQueryRootExpression or FromSqlQueryRootExpression;
            return base.VisitExtension(node);
        }
    }

    /// <summary>The same query over another model; what it takes as parameters is noted.</summary>
    private sealed class Roots(IModel model) : ExpressionVisitor
    {
        public Dictionary<string, Type> Parameters { get; } = [];

        protected override Expression VisitExtension(Expression node)
        {
            switch (node)
            {
                case EntityQueryRootExpression root:
                    return new EntityQueryRootExpression(model.FindEntityType(root.EntityType.Name)!);
                case QueryParameterExpression parameter:
                    Parameters[parameter.Name] = parameter.Type;
                    return parameter;
                default:
                    return base.VisitExtension(node);
            }
        }
    }
}
