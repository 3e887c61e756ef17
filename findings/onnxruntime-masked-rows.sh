#!/usr/bin/env bash
# onnxruntime 1.30.0 (npm onnxruntime-node): a query all of whose keys are masked sees nothing in one operation and everything in another.
#
# The standard's Attention (opset 23) with a boolean mask that hides every key gives zeros. The package's own MultiHeadAttention (com.microsoft),
# which exporters of BERT write, adds one low number to every masked score: where all are masked, nothing is, and the result is what no mask gives.
# Seen (queries, keys 1 0 and 0 1, values 1 2 and 3 4): Attention 0 0 0 0; MultiHeadAttention 1.66 2.66 2.34 3.34, as without a mask
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
npm_packages onnxruntime-node@1.30.0

cat > run.cjs << 'PROGRAM'
const { InferenceSession, Tensor } = require('onnxruntime-node');

// An ONNX model is a protocol buffer; these few lines write the fields of one with a single operation (onnx.proto3).
const varint = value => value < 128 ? [value] : [value & 127 | 128, ...varint(value >> 7)];
const number = (field, value) => [...varint(field << 3), ...varint(value)];
const block = (field, content) => [...varint(field << 3 | 2), ...varint(content.length), ...content];
const text = (field, value) => block(field, [...Buffer.from(value)]);
const value = (field, name, type, shape) => block(
    field, [...text(1, name), ...block(2, block(1, [...number(1, type), ...block(2, shape.flatMap(size => block(1, number(1, size))))]))]);
const attribute = (name, i) => block(5, [...text(1, name), ...number(3, i), ...number(20, 2)]);
const [FLOAT, INT32, BOOL] = [1, 6, 9];

function model(operation, domain, names, mask, attributes) {
    const node = [
        ...names.flatMap(name => text(1, name)), ...text(2, 'y'), ...text(4, operation),
        ...Object.entries(attributes).flatMap(([name, i]) => attribute(name, i)), ...text(7, domain),
    ];
    const inputs = ['q', 'k', 'v'].flatMap(name => value(11, name, FLOAT, [1, 2, 2]));
    const graph = [...block(1, node), ...text(2, 'graph'), ...inputs, ...(mask ? value(11, ...mask) : []), ...value(12, 'y', FLOAT, [1, 2, 2])];
    const set = (name, version) => block(8, [...text(1, name), ...number(2, version)]);
    return Uint8Array.from([...number(1, 10), ...block(7, graph), ...set('', 23), ...set('com.microsoft', 1)]);
}

async function run(bytes, feeds) {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    return Array.from((await session.run(feeds)).y.data, value => value.toFixed(2)).join(' ');
}

(async () => {
    const pair = numbers => new Tensor('float32', numbers, [1, 2, 2]);
    const feeds = { q: pair([1, 0, 0, 1]), k: pair([1, 0, 0, 1]), v: pair([1, 2, 3, 4]) };
    const heads = { q_num_heads: 1, kv_num_heads: 1 };
    const standard = model('Attention', '', ['q', 'k', 'v', 'mask'], ['mask', BOOL, [2, 2]], heads);
    const own = model('MultiHeadAttention', 'com.microsoft', ['q', 'k', 'v', '', 'mask'], ['mask', INT32, [1, 2]], { num_heads: 1 });
    const plain = model('MultiHeadAttention', 'com.microsoft', ['q', 'k', 'v'], null, { num_heads: 1 });
    console.log(await run(standard, { ...feeds, mask: new Tensor('bool', [false, false, false, false], [2, 2]) }));
    console.log(await run(own, { ...feeds, mask: new Tensor('int32', [0, 0], [1, 2]) }));
    console.log(await run(plain, feeds));
})();
PROGRAM
seen=$(node run.cjs)
expect 'Attention' '0.00 0.00 0.00 0.00' "$(sed -n 1p <<< "$seen")"
expect 'MultiHeadAttention' '1.66 2.66 2.34 3.34' "$(sed -n 2p <<< "$seen")"
expect 'MultiHeadAttention without a mask' '1.66 2.66 2.34 3.34' "$(sed -n 3p <<< "$seen")"
