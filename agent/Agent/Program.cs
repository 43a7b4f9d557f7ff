using MetricsAgent.Commands;

return await AgentCommandLine.RunAsync(args);
