#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj

using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Render;

// What each token takes from each other, by three definitions, below each other in one figure.
string text = args.ElementAtOrDefault(0) ?? "The cat sat on the mat.";
using PretrainedModel model = PretrainedModel.LoadBundled();
Measurement[] measurements =
[
    model.Measure(text, MeasureCatalog.Norm),
    model.Measure(text, MeasureCatalog.Rollout),
    model.Measure(text, MeasureCatalog.Alti),
];
measurements.ToFigure().Save("measures.pdf");
foreach (Measurement measurement in measurements)
{
    Console.WriteLine($"{measurement.Measure.Name}: {measurement.DefinedBy}");
}
