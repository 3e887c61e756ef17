#!/usr/bin/env bash
# onnxruntime 1.30.0 (npm onnxruntime-node): TopK beside a NaN loses the largest number, and ArgMax and ReduceMax depend on where the NaN stands.
#
# The two largest of 1, NaN, 3 are given as 1 and NaN: 3 is gone. Of NaN, 1, 3 they are NaN and 3. ArgMax of 1, NaN, 3 is 2 (the 3), of NaN, 1, 3
# it is 0 (the NaN). numpy and torch let NaN win wherever it stands. One broken score in a row can so change which of the others are kept.
# Seen: 1 NaN | NaN 3 | ArgMax 2 0 | ReduceMax 3 NaN
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
const value = (field, name, type) => block(field, [...text(1, name), ...block(2, block(1, number(1, type)))]);
const attribute = (name, i) => block(5, [...text(1, name), ...number(3, i), ...number(20, 2)]);
const [FLOAT, INT64] = [1, 7];

function model(operation, inputs, outputs, attributes) {
    const node = [
        ...inputs.flatMap(([name]) => text(1, name)), ...outputs.flatMap(([name]) => text(2, name)), ...text(4, operation),
        ...Object.entries(attributes).flatMap(([name, i]) => attribute(name, i)),
    ];
    const graph = [
        ...block(1, node), ...text(2, 'graph'),
        ...inputs.flatMap(([name, type]) => value(11, name, type)), ...outputs.flatMap(([name, type]) => value(12, name, type)),
    ];
    return Uint8Array.from([...number(1, 8), ...block(7, graph), ...block(8, [...text(1, ''), ...number(2, 13)])]);
}

async function run(bytes, feeds, output) {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    return Array.from((await session.run(feeds))[output].data, String).join(' ');
}

(async () => {
    const rows = [[1, NaN, 3], [NaN, 1, 3]].map(row => new Tensor('float32', row, [1, 3]));
    const top = model('TopK', [['x', FLOAT], ['k', INT64]], [['values', FLOAT], ['places', INT64]], { axis: 1 });
    const first = model('ArgMax', [['x', FLOAT]], [['place', INT64]], { axis: 1, keepdims: 0 });
    const largest = model('ReduceMax', [['x', FLOAT]], [['value', FLOAT]], { keepdims: 0 });
    const k = new Tensor('int64', [2n], [1]);
    const seen = { top: [], place: [], value: [] };
    for (const x of rows) {
        seen.top.push(await run(top, { x, k }, 'values'));
        seen.place.push(await run(first, { x }, 'place'));
        seen.value.push(await run(largest, { x }, 'value'));
    }
    console.log(`${seen.top.join(' | ')} | ArgMax ${seen.place.join(' ')} | ReduceMax ${seen.value.join(' ')}`);
})();
PROGRAM
expect 'beside a NaN' '1 NaN | NaN 3 | ArgMax 2 0 | ReduceMax 3 NaN' "$(node run.cjs)"
