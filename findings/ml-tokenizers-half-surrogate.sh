#!/usr/bin/env bash
# Microsoft.ML.Tokenizers 2.0.1: offsets of a byte-level BpeTokenizer end in the middle of an emoji.
#
# 😀 is two chars of a C# string and four bytes, of which each is a token here. EncodeToTokens gives all four the range 0..1, the first half of a
# surrogate pair: text[token.Offset] is no text. The text's length is 2, and tokenizers (Rust) give the whole character.
# Seen: 0..1 0..1 0..1 0..1
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seen=$(csharp Microsoft.ML.Tokenizers 2.0.1 << 'PROGRAM'
using Microsoft.ML.Tokenizers;

// The bytes of 😀 in GPT-2's spelling of bytes as letters.
File.WriteAllText("vocab.json", """{"ð":0,"Ł":1,"ĺ":2,"Ģ":3}""");
File.WriteAllText("merges.txt", "#version: 0.2\n");
BpeTokenizer tokenizer = BpeTokenizer.Create(new BpeOptions("vocab.json", "merges.txt") { ByteLevel = true });
Console.WriteLine(string.Join(' ', tokenizer.EncodeToTokens("😀", out _).Select(token => token.Offset)));
PROGRAM
)
expect 'offsets' '0..1 0..1 0..1 0..1' "$seen"
