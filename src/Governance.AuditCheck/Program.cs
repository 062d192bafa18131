using Governance.AuditCheck;

return CheckCommand.Run(args, Console.Out, Console.Error);
