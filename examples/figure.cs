#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj

using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Render;

using PretrainedModel model = PretrainedModel.LoadBundled();
AttentionRecord maps = model.Capture("The cat sat on the mat.");              // tokens and plain numbers
maps.ToFigure().With(colormap: "Greens_r").Save("cat.png");                   // every layer and head

maps.Save("run.safetensors");
AttentionRecord.Open("run.safetensors").ToFigure(layer: 0, head: 2).Save("head.png");
