namespace AttnExtract.Model.Text.Steps;

/// <summary>A part of a tokenizer, named as in tokenizer.json.</summary>
/// <param name="Kind">
/// Its place in the pipeline: <c>normalizer</c>, <c>pre_tokenizer</c>, <c>model</c>, <c>post_processor</c> or <c>decoder</c>.
/// </param>
/// <param name="Name">Its <c>type</c>, with the parts of a sequence one by one.</param>
public sealed record TokenizerComponent(string Kind, string Name);
