#!/usr/bin/env bash
# PureHDF 2.2.0 writes a name with a slash into HDF5 as one link, which the HDF5 library cannot reach.
#
# "a/b" is a path for HDF5: b in the group a. new H5File { ["layers/0"] = numbers } is written without an error as a link that is itself called
# "layers/0". Nobody finds it by that path: the file's data are there and cannot be opened by h5py, h5ls or h5dump. The same object under a
# group is right. PureHDF does not read its own file back by that path either.
# Seen (h5py 3.7.0, HDF5 1.10.8): listed ['layers/0'], but 'layers/0' in file is False; nested: True.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
debian python3-h5py 3.7.0-8

seen=$(csharp PureHDF 2.2.0 << 'PROGRAM'
using PureHDF;

new H5File { ["layers/0"] = new float[] { 1, 2 } }.Write("slash.h5");
new H5File { ["layers"] = new H5Group { ["0"] = new float[] { 1, 2 } } }.Write("nested.h5");
try
{
    using var file = H5File.OpenRead("slash.h5");
    Console.WriteLine(string.Join(' ', file.Dataset("layers/0").Read<float[]>()));
}
catch (Exception)
{
    Console.WriteLine("not found");
}
PROGRAM
)
expect 'PureHDF reads its own file' 'not found' "$seen"
expect 'h5py' "['layers/0'] False True" "$(/usr/bin/python3 -c "
import h5py
slash, nested = h5py.File('slash.h5'), h5py.File('nested.h5')
print(list(slash), 'layers/0' in slash, 'layers/0' in nested)")"
