/**
 * Numbers of a head, of which an order is made: those of AttnExtract.Extract.Surveys.Heads that a map tells by itself.
 * @type {Record<string, (map: Matrix) => number>}
 */
const headStatistics = {
  entropy: (map) => -sumOf(map, (value) => (value > 0 ? value * Math.log(value) : 0)) / map.rows,
  distance: (map) => sumOf(map, (value, row, column) => value * Math.abs(row - column)) / map.rows,
  self: (map) => sumOf(map, (value, row, column) => (row === column ? value : 0)) / map.rows,
  previous: (map) => sumOf(map, (value, row, column) => (column === row - 1 ? value : 0)) / (map.rows - 1),
  next: (map) => sumOf(map, (value, row, column) => (column === row + 1 ? value : 0)) / (map.rows - 1),
  first: (map) => sumOf(map, (value, _, column) => (column === 0 ? value : 0)) / map.rows,
  largest: (map) => map.values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0),
};

/**
 * @param {Matrix} map
 * @param {(value: number, row: number, column: number) => number} part
 */
function sumOf(map, part) {
  let sum = 0;
  for (let row = 0, i = 0; row < map.rows; row++) {
    for (let column = 0; column < map.columns; column++, i++) {
      sum += Number.isNaN(map.values[i]) ? 0 : part(map.values[i], row, column);
    }
  }
  return sum;
}
