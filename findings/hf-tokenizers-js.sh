#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (JavaScript) cuts three kinds of text otherwise than the Rust library of the same name, of the same tokenizer.json.
#
# 1. A Unigram model with "byte_fallback": true: a character that the vocabulary lacks stays one unknown token instead of its bytes.
# 2. BertNormalizer with lowercase: toLowerCase of a whole word makes the Greek sigma at its end a ς; Rust lowers character by character, to σ.
# 3. BertNormalizer with handle_chinese_chars: of ideographs beyond U+FFFF that stand side by side it makes one piece, not two.
# The Rust side is @anush008/tokenizers 0.6.0, a binding of it.
# Seen: JavaScript: ▁ 😀 | ας | 𠀀𠀁    Rust: ▁ <0xF0> <0x9F> <0x98> <0x80> | ασ | 𠀀 𠀁
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
npm_packages @huggingface/tokenizers@0.2.0 @anush008/tokenizers@0.6.0

cat > compare.mjs << 'PROGRAM'
import fs from 'fs';
import { createRequire } from 'module';
import { Tokenizer as Script } from '@huggingface/tokenizers';

const { Tokenizer: Rust } = createRequire(import.meta.url)('@anush008/tokenizers');
const frame = { version: '1.0', truncation: null, padding: null, added_tokens: [], post_processor: null, decoder: null };
const bytes = Array.from({ length: 256 }, (_, i) => [`<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`, -9]);
const unigram = {
    ...frame, normalizer: null, pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: 0, byte_fallback: true, vocab: [['<unk>', 0], ['▁', -1], ...bytes] },
};
const bert = (...words) => ({
    ...frame, normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
        type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100,
        vocab: Object.fromEntries(['[UNK]', ...words].map((word, i) => [word, i])),
    },
});
const cases = [[unigram, '😀'], [bert('ας', 'ασ'), 'ΑΣ'], [bert('𠀀', '𠀁', '𠀀𠀁'), '𠀀𠀁']];
const script = [], rust = [];
for (const [json, text] of cases) {
    script.push(new Script(json, {}).encode(text).tokens.join(' '));
    fs.writeFileSync('tokenizer.json', JSON.stringify(json));
    rust.push((await Rust.fromFile('tokenizer.json').encode(text)).getTokens().join(' '));
}
console.log(script.join(' | ') + '\n' + rust.join(' | '));
PROGRAM
seen=$(node compare.mjs)
expect 'JavaScript' '▁ 😀 | ας | 𠀀𠀁' "$(sed -n 1p <<< "$seen")"
expect 'Rust' '▁ <0xF0> <0x9F> <0x98> <0x80> | ασ | 𠀀 𠀁' "$(sed -n 2p <<< "$seen")"
