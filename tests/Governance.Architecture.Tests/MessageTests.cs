using System.Reflection;
using System.Text.RegularExpressions;
using Governance.Application;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Architecture.Tests;

/// <summary>What every message must carry, swept by reflection.</summary>
public sealed partial class MessageTests
{
    private static readonly Type[] All = [.. typeof(ApplicationServices).Assembly.GetTypes()];
    private static readonly Type[] Commands = [.. Of(typeof(ICommand<>))];
    private static readonly Type[] Queries = [.. Of(typeof(IQuery<>))];

    [Fact]
    public void Message_WhenDeclared_RequiresAPermissionThatTheMatrixKnows()
    {
        (Commands.Length, Queries.Length).ShouldSatisfyAllConditions(n => n.Item1.ShouldBeGreaterThan(10), n => n.Item2.ShouldBeGreaterThan(0));
        foreach (var message in Commands.Concat(Queries))
        {
            var required = message.GetCustomAttribute<RequiresAttribute>().ShouldNotBeNull($"{message.FullName} has no [Requires]").Permission;
            if (required != Permission.System) PermissionMatrix.HoldersOf(required).ShouldNotBeEmpty(message.FullName);
        }
        Enum.GetValues<Permission>().ShouldAllBe(p => p == Permission.System || PermissionMatrix.HoldersOf(p).Count > 0);
    }

    [Fact]
    public void Command_WhenDeclared_IsAuditedUnderACodeOfItsOwn()
    {
        var codes = Commands.Select(c => c.GetCustomAttribute<AuditedAttribute>().ShouldNotBeNull($"{c.FullName} has no [Audited]").Action).ToArray();

        codes.ShouldBeUnique();
        codes.ShouldAllBe(c => Dotted().IsMatch(c));
        Queries.Where(q => q.GetCustomAttribute<AuditedAttribute>() is not null).ShouldBeEmpty("a query changes nothing");
    }

    [Fact]
    public void Message_WhenDeclared_IsNestedInTheUseCaseAndNamedSo()
    {
        foreach (var message in Commands.Concat(Queries))
        {
            message.Name.ShouldBe(Commands.Contains(message) ? "Command" : "Query", message.FullName);
            message.DeclaringType.ShouldNotBeNull(message.FullName);
            (message.DeclaringType.IsAbstract && message.DeclaringType.IsSealed).ShouldBeTrue($"{message.DeclaringType.FullName} is not static");
        }
    }

    [Fact]
    public void Handler_WhenDeclared_IsInternalAndOnePerMessage()
    {
        var handlers = All.SelectMany(t => t.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IHandler<,>))
            .Select(i => (Handler: t, Message: i.GetGenericArguments()[0]))).ToArray();

        handlers.Select(h => h.Message).ShouldBe(Commands.Concat(Queries), ignoreOrder: true);
        handlers.Where(h => h.Handler.IsNestedPublic || h.Handler.IsPublic).ShouldBeEmpty();
    }

    [Fact]
    public void Message_WhenSent_HoldsNoSecretAndNoEntity()
    {
        var swept = 0;
        foreach (var message in Commands.Concat(Queries))
        {
            var answer = message.GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IMessage<>)).GetGenericArguments()[0];
            foreach (var type in new[] { message, answer })
            {
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    property.PropertyType.ShouldNotBe(typeof(Secret), $"{type.FullName}.{property.Name}");
                    property.Name.ShouldNotBe("Password");
                    swept++;
                }
            }
        }
        swept.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Problem_WhenKeptAsAConstant_HasADottedCode()
    {
        var problems = typeof(Problem).Assembly.GetTypes().Concat(All)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Problem)).Select(f => (Problem)f.GetValue(null)!).ToArray();

        problems.Length.ShouldBeGreaterThan(5);
        problems.ShouldAllBe(p => Dotted().IsMatch(p.Code) && p.Message.EndsWith('.'));
    }

    private static IEnumerable<Type> Of(Type open) => All.Where(t => t is { IsAbstract: false, IsInterface: false }
        && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == open));

    [GeneratedRegex("^[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+$")]
    private static partial Regex Dotted();
}
