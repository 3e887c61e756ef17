#!/usr/bin/env bash
# PureHDF 2.2.0 holds about 9 KB of memory a dataset until a file is closed, also where every dataset is written by and by.
#
# BeginWrite takes the whole tree of groups at once, and the chunks of every dataset stay where they are until the writer is disposed. So a file of
# a group a text with six maps each takes 54 KB a text of 12 tokens, more than a corpus may.
# Seen: 53 MB for 1,000 groups, 532 MB for 10,000
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seen=$(csharp PureHDF 2.2.0 << 'PROGRAM'
using PureHDF;

long Held(int count)
{
    var file = new H5File();
    var datasets = new List<H5Dataset<float[]>>();
    for (int i = 0; i < count; i++)
    {
        var group = new H5Group();
        for (int layer = 0; layer < 6; layer++)
        {
            var dataset = new H5Dataset<float[]>([1, 12, 12, 12], chunks: [1, 12, 12, 12]);
            group[$"{layer}"] = dataset;
            datasets.Add(dataset);
        }

        file[$"{i}"] = group;
    }

    using var writer = file.BeginWrite("held.h5");
    float[] numbers = new float[12 * 12 * 12];
    datasets.ForEach(dataset => writer.Write(dataset, numbers));
    return GC.GetTotalMemory(forceFullCollection: true);
}

Console.WriteLine($"more than 5 times for 10 times as many: {Held(5_000) > 5 * Held(500)}");
PROGRAM
)
expect 'memory' 'more than 5 times for 10 times as many: True' "$seen"
