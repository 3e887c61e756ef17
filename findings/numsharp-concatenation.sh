#!/usr/bin/env bash
# NumSharp 0.70.0: "text" + array is no text but an array of NaN.
#
# In C#, "maximum " + anything is a string. NumSharp turns a string into an array of its characters where the other side is an NDArray, and adds:
# Console.WriteLine("sum " + np.sum(values)) prints numbers or NaN, or throws about shapes that cannot be broadcast, by the length of the text.
# $"sum {np.sum(values)}" is the way out.
# Seen: NDArray; "ab" + an array of 3: IncorrectShapeException; interpolated: sum 3.0
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seen=$(csharp NumSharp 0.70.0 << 'PROGRAM'
using NumSharp;

object joined = "sum " + np.sum(np.array(new double[] { 1, 2 }));
Console.WriteLine(joined.GetType().Name);
try
{
    Console.WriteLine("ab" + np.array(new double[] { 1, 2, 3 }));
}
catch (IncorrectShapeException)
{
    Console.WriteLine("shapes");
}

Console.WriteLine($"sum {np.sum(np.array(new double[] { 1, 2 }))}");
PROGRAM
)
expect 'text + array' $'NDArray\nshapes\nsum 3.0' "$seen"
