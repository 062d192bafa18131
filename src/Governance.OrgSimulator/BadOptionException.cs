namespace Governance.OrgSimulator;

/// <summary>Something that keeps the world from starting; the message is the one line that the person reads.</summary>
public sealed class BadOptionException : Exception
{
    public BadOptionException()
    {
    }

    public BadOptionException(string message)
        : base(message)
    {
    }

    public BadOptionException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
