using MetricsAgent;
using MetricsAgent.Commands;

NativeHeap.UseOneArena();
return await AgentCommandLine.RunAsync(args);
