#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj

using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Hub;
using AttnExtract.Render;

// Where each word of a translation looks in the text. The first argument is a folder; without one, a translator is taken from the Hub.
string folder = args.ElementAtOrDefault(0) ?? HubModel.Resolve("Helsinki-NLP/opus-mt-en-fr");
TextPair text = new("The cat sleeps.") { Target = "Le chat dort." };
using PretrainedModel model = PretrainedModel.Load(folder);
AttentionRecord run = model.Capture([text])[0];
run.Of(AttentionKind.Cross).ToFigure().Save("cross.png");
