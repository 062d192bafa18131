namespace Governance.Domain;

/// <summary>An answer that may be a refusal. Lets a pipeline step build a failed answer without reflection.</summary>
/// <typeparam name="TSelf">The answer's own type.</typeparam>
public interface IResult<TSelf> where TSelf : IResult<TSelf>
{
    /// <summary>The refusal; null when there is a value.</summary>
    Problem? Problem { get; }

    /// <summary>Builds a refused answer.</summary>
    static abstract TSelf Fail(Problem problem);
}

/// <summary>A value or a <see cref="Domain.Problem"/>, never both.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed record Result<T> : IResult<Result<T>>
{
    private Result(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    /// <summary>The value; default when refused.</summary>
    public T? Value { get; }

    /// <inheritdoc />
    public Problem? Problem { get; }

    /// <summary>True when there is a value.</summary>
    public bool Ok => Problem is null;

    /// <inheritdoc />
    public static Result<T> Fail(Problem problem) => new(default, problem);

    /// <summary>Wraps a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    public static implicit operator Result<T>(Problem problem) => Fail(problem);
}

/// <summary>The value of a command that answers nothing but success.</summary>
public readonly record struct Done
{
    /// <summary>The only value.</summary>
    public static readonly Done Value;
}
