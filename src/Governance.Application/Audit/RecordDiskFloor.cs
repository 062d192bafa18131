using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Audit;

/// <summary>The disk of the database went below the floor, or has room again. What followed from it is done already.</summary>
public static class RecordDiskFloor
{
    /// <param name="Low">False when there is room again.</param>
    /// <param name="Free">Bytes, as measured with the ballast in place or gone as it was.</param>
    /// <param name="Floor">Bytes.</param>
    [Requires(Permission.System)]
    [Audited("portal.disk-floor")]
    public sealed record Command(bool Low, long Free, long Floor) : ICommand<Done>;

    internal sealed class Handler(AuditDraft audit) : IHandler<Command, Done>
    {
        public Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("disk", Environment.MachineName, $"Disk of {Environment.MachineName}"))
                .After(new AuditFields().Add("belowFloor", request.Low).Add("freeBytes", request.Free).Add("floorBytes", request.Floor));
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}
