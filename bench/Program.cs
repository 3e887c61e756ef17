using AttnExtract.Bench;

(string Name, string What, Action Run)[] benchmarks =
[
    ("forward", "forward with capture beside the forward without, BERT-base size, 16, 128 and 512 tokens", ForwardBenchmark.Run),
    ("decoder", "the same of a decoder like Llama of BERT-base's size, 128 and 512 tokens", ForwardBenchmark.RunDecoder),
    ("writing", "64 tokens written by that decoder with keys and values kept, beside a whole run for each", WritingBenchmark.Run),
    ("memory", "the largest resident set of a decoder with bfloat16 weights, loaded and run, beside what its weights take in single precision",
        MemoryBenchmark.Run),
    ("families", "forward of every family's structure at BERT-base width, 128 tokens, time per operation beside BERT's", FamilyBenchmark.Run),
    ("small", "capture of 26 tokens beside the forward without, bundled model", ForwardBenchmark.RunSmall),
    ("before", "what surveys, vectors, a sweep and figures take, whole programs, beside an earlier build's (ATTN_BENCH_BEFORE)", BeforeBenchmark.Run),
    ("heads", "statistics of all heads over 1,000 sentences of 8 to 40 words, beside the forwards alone", HeadsBenchmark.Run),
    ("shards", "heads of a whole corpus by the built program in two shards of one thread each, beside one", CorpusBenchmark.RunShards),
    ("folder", "heads of a whole corpus into a run's folder, beside the single command", CorpusBenchmark.RunFolder),
    ("corpora", "vectors and heads of a whole corpus by the built program, beside the forwards alone", CorpusBenchmark.RunPasses),
    ("flow", "attention flow of every pair of 26 tokens through 6 layers, beside one capture of the maps", FlowBenchmark.Run),
    ("prune", "forward of a BERT-base size model without half of its heads beside the whole model's, 128 tokens", PruneBenchmark.Run),
    ("load", "the bundled model, once libtorch is up", LoadBenchmark.Run),
    ("tokenize", "1 MB of text to ids, tokens and offsets on one core, beside Microsoft.ML.Tokenizers", TokenizeBenchmark.Run),
    ("agreement", "on how many texts of the reference ids and offsets are the library's, beside Microsoft.ML.Tokenizers", AgreementBenchmark.Run),
    ("render", "grid of 72 maps of 26 tokens to PNG, beside matplotlib's imshow", RenderBenchmark.Run),
    ("figures", "grids of 6 × 12 and 12 × 12 maps in every format, one map from a file, beside imshow and seaborn.heatmap", FiguresBenchmark.Run),
    ("viewer", "the page to look around in, 12 × 12 maps of 128 and 256 tokens: its file, opening it, pointing in it", ViewerBenchmark.Run),
    ("serve", "the page of a live model: from a click to the picture in the browser, 26 tokens", LiveBenchmark.Run),
    ("table", "a csv file of 200 MB to its figure, the whole program, beside pandas.read_csv alone", TableBenchmark.Run),
    ("process", "whole program, sentence of 26 tokens to PNG, beside matplotlib drawing the maps, and a program that loads libtorch", ProcessBenchmark.Run),
    ("sweep", "every head of the bundled model set to zero in turn, sentence of 26 tokens, beside 72 separate runs", SweepBenchmark.Run),
];

// What benchmarks start beside themselves.
(string Name, Action Run)[] companions = [(TorchFloor.Name, TorchFloor.Run), (MemoryTraffic.Name, MemoryTraffic.Run)];
if (companions.FirstOrDefault(companion => args is [string name] && companion.Name == name).Run is { } companion)
{
    companion();
    return 0;
}

bool isBusy = args is [_, BusyCore.Option];
if (args is not [string wanted, ..] || (args.Length > 1 && !isBusy) || (wanted != "all" && !benchmarks.Any(benchmark => benchmark.Name == wanted)))
{
    Console.Error.WriteLine(
        $"Usage: dotnet run --project bench -c Release -- all|{string.Join('|', benchmarks.Select(benchmark => benchmark.Name))} [{BusyCore.Option}]");
    return 2;
}

using BusyCore? busy = isBusy ? new() : null;
foreach ((string name, string what, Action run) in benchmarks.Where(benchmark => wanted is "all" || benchmark.Name == wanted))
{
    Console.WriteLine($"== {name}: {what}");
    run();
}

return 0;
