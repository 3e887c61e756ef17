#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj
#:package TorchSharp

using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render;

using PretrainedModel model = PretrainedModel.LoadBundled();
using (model.Hooks[HookName.Pattern(3)].Attach(pattern => pattern.FullLike(1.0 / pattern.shape[^1])))
{
    model.Capture("The cat sat on the mat.").ToFigure().Save("even.png");     // layer 3 attends to everything alike
}                                                                             // detached at the brace
