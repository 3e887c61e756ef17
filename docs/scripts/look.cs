#!/usr/bin/env dotnet
#:project ../../src/Ground/Ground.csproj
#:project ../../src/Model/Model.csproj
#:project ../../src/Extract/Extract.csproj
#:project ../../src/Render/Render.csproj
#:property BundleModel=true
#:property PublishAot=false
#:property EnforceCodeStyleInBuild=false

// A text in, a page to look around in out: dotnet run docs/scripts/look.cs -c Release -- TEXT FILE.html
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Render;

string text = args.ElementAtOrDefault(0) ?? "The cat sat on the mat.";
string file = args.ElementAtOrDefault(1) ?? "look.html";
using PretrainedModel model = PretrainedModel.LoadBundled();
AttentionRecord run = model.Capture(text);
Measurement rollout = model.Measure(text, MeasureCatalog.Get("rollout"));
run.ToViewer([rollout]).Save(file);
Console.WriteLine($"Wrote {file}: {run.Layers.Count} layers of {run.Heads.Count} heads, {run.Tokens.Count} tokens.");
