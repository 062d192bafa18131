using System.Collections;
using System.Reflection;

namespace Governance.TestKit.Databases;

/// <summary>Microsoft's own T-SQL parser (ScriptDom, level 150), loaded by path: no test links against it.</summary>
public static class TransactSql
{
    private static readonly Type Parser = Assembly
        .LoadFrom(Path.Combine(AppContext.BaseDirectory, "scriptdom", "Microsoft.SqlServer.TransactSql.ScriptDom.dll"))
        .GetType("Microsoft.SqlServer.TransactSql.ScriptDom.TSql150Parser", throwOnError: true)!;

    private static readonly MethodInfo Parse = Parser.GetMethods().Single(m =>
        m.Name == "Parse" && m.GetParameters() is [var from, { IsOut: true }] && from.ParameterType == typeof(TextReader));

    /// <summary>Parses a script or a statement.</summary>
    /// <returns>One line per error; none when it parses.</returns>
    public static IReadOnlyList<string> ErrorsOf(string script)
    {
        using var reader = new StringReader(script);
        object?[] arguments = [reader, null];
        Parse.Invoke(Activator.CreateInstance(Parser, [true]), arguments);
        return [.. ((IEnumerable)arguments[1]!).Cast<object>().Select(e =>
            $"{e.GetType().GetProperty("Line")!.GetValue(e)}: {e.GetType().GetProperty("Message")!.GetValue(e)}")];
    }
}
