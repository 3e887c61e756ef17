/**
 * The rows or columns of maps as they are shown, by the rules of AttnExtract.Render.Tokens: words are settled first, then special tokens
 * leave.
 * @param {Axis} axis
 * @param {string[]} labels  of a comparison; empty for those of the axis
 * @param {Choices} choices
 * @returns {TokenGroup[]}
 */
function groupsOf(axis, labels, choices) {
  /** @type {TokenGroup[]} */
  const groups = [];
  const add = (/** @type {number[]} */ tokens, /** @type {string} */ label) => groups.push(
    { tokens, label, sequence: axis.sequence[tokens[0]], spaced: axis.spaced[tokens[0]] === 1 });
  if (mergesOf(axis, labels, choices) !== "none" && axis.words && axis.wordLabels) {
    let first = 0;
    for (const [word, length] of axis.words.entries()) {
      add(Array.from({ length }, (_, i) => first + i), axis.wordLabels[word]);
      first += length;
    }
  } else {
    const names = labels.length > 0 ? labels : choices.pretty ? axis.pretty : axis.tokens;
    names.forEach((label, i) => add([i], label));
  }
  const kept = choices["drop-special"] ? groups.filter((group) => axis.special[group.tokens[0]] === 0) : groups;
  return kept.length > 0 ? kept : groups;
}

/**
 * How parts of words are merged: not at all where nobody knows the words.
 * @param {Axis} axis
 * @param {string[]} labels
 * @param {Choices} choices
 */
function mergesOf(axis, labels, choices) {
  return axis.words && labels.length === 0 ? choices.merge : "none";
}

/**
 * One map as it is shown.
 * @param {Matrix} map
 * @param {TokenGroup[]} queries
 * @param {TokenGroup[]} keys
 * @param {string} merge
 * @param {boolean} renormalizes
 * @returns {Matrix}
 */
function shownMap(map, queries, keys, merge, renormalizes) {
  if (queries.length === map.rows && keys.length === map.columns && !renormalizes) {
    return map;
  }
  const values = new Float32Array(queries.length * keys.length);
  const merged = new Float64Array(keys.length);
  for (const [row, query] of queries.entries()) {
    merged.fill(NaN);
    for (const token of merge === "first" ? query.tokens.slice(0, 1) : query.tokens) {
      gather(map, token, keys, merge, merged);
    }
    let sum = 0;
    merged.forEach((value) => { sum += Number.isNaN(value) ? 0 : value; });
    const divisor = renormalizes && sum !== 0 ? sum : merge === "sum" ? query.tokens.length : 1;
    merged.forEach((value, column) => { values[row * keys.length + column] = value / divisor; });
  }
  return { rows: queries.length, columns: keys.length, values };
}

/**
 * What one query gives to each group, on top of what its word's other parts gave.
 * @param {Matrix} map
 * @param {number} query
 * @param {TokenGroup[]} keys
 * @param {string} merge
 * @param {Float64Array} merged
 */
function gather(map, query, keys, merge, merged) {
  const row = query * map.columns;
  // What cannot be seen adds nothing; where nothing can, there is no number.
  const add = (/** @type {number} */ column, /** @type {number} */ value) => {
    const sum = merged[column];
    merged[column] = Number.isNaN(value) ? sum : Number.isNaN(sum) ? value : merge === "max" ? Math.max(sum, value) : sum + value;
  };
  for (const [column, { tokens }] of keys.entries()) {
    if (merge === "none" || merge === "first") {
      add(column, map.values[row + tokens[0]]);
      continue;
    }
    for (const key of tokens) {
      add(column, map.values[row + key]);
    }
  }
}

/**
 * The mean of the numbers that there are, cell by cell.
 * @param {Matrix[]} matrices
 * @returns {Matrix}
 */
function meanOf(matrices) {
  const { rows, columns } = matrices[0];
  const sums = new Float64Array(rows * columns);
  const counts = new Uint32Array(rows * columns);
  for (const { values } of matrices) {
    for (let i = 0; i < sums.length; i++) {
      if (!Number.isNaN(values[i])) {
        sums[i] += values[i];
        counts[i]++;
      }
    }
  }
  return { rows, columns, values: Float32Array.from(sums, (sum, i) => sum / counts[i]) };
}

/**
 * @param {Matrix} matrix
 * @returns {Matrix}
 */
function transposed(matrix) {
  const values = new Float32Array(matrix.values.length);
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      values[column * matrix.rows + row] = matrix.values[row * matrix.columns + column];
    }
  }
  return { rows: matrix.columns, columns: matrix.rows, values };
}
