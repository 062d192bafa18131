namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    private readonly Dictionary<int, List<int>> _sessionsByGrant = [];

    public Session OpenSession(OrgUser user, ClientApp app, Grant? grant, string sourceIp, string scope)
    {
        var now = Now;
        if (NextSession % 256 == 255) DropExpiredSessions(now);
        var session = new Session
        {
            Serial = ++NextSession,
            User = user,
            App = app,
            Grant = grant,
            Created = now,
            Modified = now,
            SecondsValid = (app.Policy.SessionMinutes ?? SessionMinutes) * 60,
            SourceIp = sourceIp,
            Scope = scope,
        };
        Restore(session);
        user.LastLogin = now;
        user.Changed = true;
        OnChange?.Invoke();
        return session;
    }

    /// <summary>Puts a session in place, newly opened or read from the state file.</summary>
    public void Restore(Session session)
    {
        Sessions[session.Serial] = session;
        if (session.Grant is not { } grant) return;
        if (!_sessionsByGrant.TryGetValue(grant.Serial, out var list)) _sessionsByGrant[grant.Serial] = list = [];
        list.Add(session.Serial);
    }

    public static bool IsLive(Session session, long now) => now - session.Modified < session.SecondsValid;

    /// <summary>The live session of an access token; a use in the second half of its life prolongs it.</summary>
    public Session? FindSession(string token)
    {
        if (!Mint.TryRead(token, AccessPrefix, Index, AccessKind, AccessLength, out var serial, out _)) return null;
        if (!Sessions.TryGetValue((int)serial, out var session)) return null;
        var now = Now;
        if (!IsLive(session, now))
        {
            EndSession(session);
            return null;
        }

        if (now - session.Modified > session.SecondsValid / 2) session.Modified = now;
        return session;
    }

    public void EndSession(Session session)
    {
        Sessions.Remove(session.Serial);
        if (session.Grant is { } grant && _sessionsByGrant.TryGetValue(grant.Serial, out var list)) list.Remove(session.Serial);
        OnChange?.Invoke();
    }

    public void Hide(Session session)
    {
        session.Hidden = true;
        OnChange?.Invoke();
    }

    private void DropExpiredSessions(long now)
    {
        foreach (var session in Sessions.Values.Where(session => !IsLive(session, now)).ToList()) EndSession(session);
    }
}
