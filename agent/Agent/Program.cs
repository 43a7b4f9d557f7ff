Console.WriteLine("metrics-agent");
