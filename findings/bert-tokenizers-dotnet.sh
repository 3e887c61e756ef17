#!/usr/bin/env bash
# Two BERT tokenizers for .NET part from BERT's own: AllMiniLmL6V2Sharp 0.0.3 in Chinese, FastBertTokenizer 1.2.6 in long words.
#
# BERT sets spaces around every ideograph, and makes one [UNK] of a word of more than 100 characters.
# AllMiniLmL6V2Sharp looks 中文 up whole and does not find it, though 中 and 文 are in the vocabulary.
# FastBertTokenizer does that right, but cuts a word of 101 characters into 101 tokens.
# Seen (1 [UNK], 2 [CLS], 3 [SEP], 4 中, 5 文): AllMiniLmL6V2Sharp 2 1 3; FastBertTokenizer 2 4 5 3, and 103 ids for the long word
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seen=$(csharp AllMiniLmL6V2Sharp 0.0.3 FastBertTokenizer 1.2.6 << 'PROGRAM'
string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "中", "文", "a", "##a", "[MASK]"];
File.WriteAllLines("vocab.txt", vocabulary);

var sharp = new AllMiniLmL6V2Sharp.Tokenizer.BertTokenizer("vocab.txt");
Console.WriteLine(string.Join(' ', sharp.Encode(sharp.Tokenize("中文").Count(), "中文").Select(token => token.InputIds)));

var fast = new FastBertTokenizer.BertTokenizer();
using (StreamReader reader = File.OpenText("vocab.txt"))
{
    fast.LoadVocabulary(reader, convertInputToLowercase: true);
}

Console.WriteLine(string.Join(' ', fast.Encode("中文").InputIds.ToArray()));
Console.WriteLine(fast.Encode(new string('a', 101)).InputIds.Length);
PROGRAM
)
expect 'ids' $'2 1 3\n2 4 5 3\n103' "$seen"
