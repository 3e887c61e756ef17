#!/usr/bin/env bash
# numpy-parser 1.2.3 stops at every type that it does not read with "dtype is not defined".
#
# Where it would name the type it names a variable that does not exist: a ReferenceError, as if the script were at fault, for arrays of booleans,
# complex numbers, texts and numbers whose highest byte comes first. Halves and 64-bit integers have a message of their own.
# Seen: '|b1' ReferenceError   '>f4' ReferenceError   '<f2' Error   '<f4' 2 numbers
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
npm_packages numpy-parser@1.2.3

cat > read.mjs << 'PROGRAM'
import { fromArrayBuffer } from 'numpy-parser';

const seen = [];
for (const [type, size] of [['|b1', 1], ['>f4', 4], ['<f2', 2], ['<f4', 4]]) {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (2,), }`.padEnd(117) + '\n';
    const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0];
    const bytes = Uint8Array.from([...start, ...Buffer.from(header), ...new Uint8Array(2 * size)]);
    try {
        seen.push(`${type} ${fromArrayBuffer(bytes.buffer).data.length} numbers`);
    } catch (error) {
        seen.push(`${type} ${error.name}`);
    }
}
console.log(seen.join(', '));
PROGRAM
expect 'types' '|b1 ReferenceError, >f4 ReferenceError, <f2 Error, <f4 2 numbers' "$(node read.mjs)"
