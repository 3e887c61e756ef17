#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj

using AttnExtract.Extract;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Model;
using AttnExtract.Render;

// What the heads do over many texts, a text a line.
string[] lines = args is [string file, ..] ? File.ReadAllLines(file) : ["The cat sat on the mat.", "She sold the old house.", "It rained all night."];
using PretrainedModel model = PretrainedModel.LoadBundled();
HeadSurvey survey = model.Survey(lines.Where(line => line.Length > 0).Select(line => new TextPair(line)));
survey.ToFigure().Save("heads.png");
survey.ToTable().Save("heads.csv");
foreach (HeadFinding finding in survey.Findings)
{
    Console.WriteLine($"layer {finding.Layer}, head {finding.Head}: {finding.Type.Name} ({finding.Value:0.00})");
}
