using System.Reflection;
using System.Runtime.CompilerServices;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;

namespace Governance.Application.Tests.Access;

/// <summary>All messages of the application, found by reflection.</summary>
internal static class UseCaseMessages
{
    private static readonly MethodInfo Send = typeof(Portal).GetMethod(nameof(Portal.SendAsync))!;

    public static IEnumerable<Type> All() => typeof(ApplicationServices).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsInterface: false } && AnswerOf(t) is not null).OrderBy(t => t.FullName, StringComparer.Ordinal);

    public static IEnumerable<Type> Queries() => All().Where(t => t.GetInterfaces()
        .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQuery<>)));

    public static Permission PermissionOf(Type message) => message.GetCustomAttribute<RequiresAttribute>()!.Permission;

    public static string ActionOf(Type message) =>
        message.GetCustomAttribute<AuditedAttribute>()?.Action ?? $"query.{message.DeclaringType!.Name}";

    /// <summary>Sends a message that nobody filled in: whatever refuses it must do so before looking at it.</summary>
    public static Task<Problem?> SendEmptyAsync(Portal portal, Actor actor, Type message) =>
        SendAsync(portal, actor, RuntimeHelpers.GetUninitializedObject(message)).ContinueWith(
            t => t.GetAwaiter().GetResult().Problem, TaskScheduler.Default);

    /// <summary>Sends any message; the value comes back untyped.</summary>
    public static async Task<(object? Value, Problem? Problem)> SendAsync(Portal portal, Actor actor, object message)
    {
        var sent = (Task)Send.MakeGenericMethod(AnswerOf(message.GetType())!).Invoke(portal, [actor, message, CancellationToken.None])!;
        await sent;
        var answer = sent.GetType().GetProperty("Result")!.GetValue(sent)!;
        return (answer.GetType().GetProperty("Value")!.GetValue(answer), (Problem?)answer.GetType().GetProperty("Problem")!.GetValue(answer));
    }

    private static Type? AnswerOf(Type message) => message.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IMessage<>))?.GetGenericArguments()[0];
}
