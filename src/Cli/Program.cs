Console.WriteLine("attn");
