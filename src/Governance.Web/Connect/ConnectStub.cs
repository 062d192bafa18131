namespace Governance.Web.Connect;
static class ConnectStub { public static void MapConnect(this WebApplication app) { } }
