#!/usr/bin/env bash
# jsfive 0.4.2 makes a number of an HDF5 attribute that holds none.
#
# h5py writes h5py.Empty("f4") as an attribute with a null dataspace: a type and no value. jsfive gives 4.408e-39, whatever bytes follow in the
# file, instead of null; h5wasm 0.10.3, on the HDF5 library, gives null.
# Seen: jsfive: a number   h5wasm: null
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
debian python3-h5py 3.7.0-8
npm_packages jsfive@0.4.2 h5wasm@0.10.3

/usr/bin/python3 -c "
import h5py
with h5py.File('empty.h5', 'w') as file:
    file.create_dataset('pattern', data=[1.0, 2.0]).attrs['unit'] = h5py.Empty('f4')"
cat > read.mjs << 'PROGRAM'
import fs from 'fs';
import h5wasm from 'h5wasm/node';
import * as jsfive from 'jsfive';

const bytes = fs.readFileSync('empty.h5');
const unit = new jsfive.File(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)).get('pattern').attrs.unit;
await h5wasm.ready;
const other = new h5wasm.File('empty.h5', 'r').get('pattern').attrs.unit.value;
console.log('jsfive:', typeof unit, 'h5wasm:', other);
PROGRAM
expect 'the attribute' 'jsfive: number h5wasm: null' "$(node read.mjs)"
