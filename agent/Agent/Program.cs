using MetricsAgent;
using MetricsAgent.Commands;

NativeHeap.KeepSmall();
return await AgentCommandLine.RunAsync(args);
