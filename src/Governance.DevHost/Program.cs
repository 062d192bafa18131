using Governance.DevHost;

return await LocalRun.MainAsync(args);
