#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj

using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Model;
using AttnExtract.Render;

// Each head switched off in turn: how far the vector of the text moves.
string text = args.ElementAtOrDefault(0) ?? "The cat sat on the mat.";
using PretrainedModel model = PretrainedModel.LoadBundled();
Sweep sweep = model.Sweep(text, new SweepOptions { With = Replacement.Zero });
sweep.ToFigure().Save("ablation.png");
sweep.ToTable().Save("ablation.csv");

SweepEffect largest = sweep.Effects.MaxBy(effect => effect.Mean.Mean)!;
Console.WriteLine($"{largest.Ablation} changes most: {sweep.Meaning} {largest.Mean.Mean:0.0000}");
