/**
 * Colours and limits of maps, as a figure settles them.
 * @param {ColorTables} tables
 * @param {Choices} choices
 * @param {boolean} isSigned
 * @param {boolean} isDark
 * @param {Float32Array[]} parts  the numbers that share the scale
 * @returns {Scale}
 */
function settleScale(tables, choices, isSigned, isDark, parts) {
  const numbers = new ScaleNumbers(parts);
  const name = choices.cmap || usualColormap(isSigned, isDark);
  const table = tables.get(name);
  const options = normOptions(choices);
  if (isSigned) {
    const largest = Math.max(Math.abs(numbers.min), Math.abs(numbers.max));
    const open = options.robust ? [null, null] : largest > 0 ? [-largest, largest] : [null, null];
    options.vmin ??= open[0];
    options.vmax ??= open[1];
  } else if (!options.robust) {
    options.vmin ??= 0;
  }
  if (options.norm === "log") {
    // A limit that the maps have of themselves, 0 or less, makes way.
    options.vmin = options.vmin !== null && options.vmin <= 0 ? null : options.vmin;
    options.vmax = options.vmax !== null && options.vmax <= 0 ? null : options.vmax;
  }

  const problem = normProblem(options, numbers, table);
  const norm = makeNorm(options, numbers, table.colors.length);
  return { norm, table: isSigned && options.norm === "linear" ? aroundZero(table, norm) : table, problem };
}

/**
 * @param {boolean} isSigned
 * @param {boolean} isDark
 */
function usualColormap(isSigned, isDark) {
  return isSigned ? (isDark ? "icefire" : "vlag") : "rocket";
}

/**
 * @param {ColorTable} table
 * @param {Norm} norm
 */
function aroundZero(table, norm) {
  const half = Math.max(norm.vmax, -norm.vmin);
  return half === 0 ? resampled(table, 0.5, 0.5) : resampled(table, (norm.vmin + half) / (2 * half), (norm.vmax + half) / (2 * half));
}

/**
 * @param {Choices} choices  each empty or a number that its check let through
 * @returns {NormOptions}
 */
function normOptions(choices) {
  const number = (/** @type {string} */ text) => (text === "" ? null : Number(text));
  return {
    norm: choices.norm,
    vmin: number(choices.vmin),
    vmax: number(choices.vmax),
    robust: choices.robust,
    gamma: number(choices.gamma) ?? 1,
    linthresh: number(choices.linthresh),
    linscale: number(choices.linscale) ?? 1,
    linearWidth: number(choices["linear-width"]) ?? 1,
    vcenter: number(choices.vcenter) ?? 0,
    halfrange: number(choices.halfrange),
    boundaries: numbersIn(choices.boundaries).map(Number),
  };
}

/**
 * The picture of a map: a colour a cell, nothing where there is no number.
 * @param {Matrix} matrix
 * @param {Scale} scale
 * @param {number} threshold  what is less has no colour
 * @returns {Picture}
 */
function pictureOf(matrix, scale, threshold) {
  const { values } = matrix;
  const { norm, table: { colors } } = scale;
  const pixels = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Math.abs(value) >= threshold) {
      const place = placeOf(norm.position(value), colors.length);
      pixels[i] = place < 0 ? 0 : colors[place];
    }
  }
  return { rows: matrix.rows, columns: matrix.columns, pixels };
}

/**
 * A map of no more columns than there are pixels: each cell is the largest of a block, as in figures, so that a thin line is seen.
 * @param {Matrix} matrix
 * @param {number} pixels
 * @returns {Matrix}
 */
function reduced(matrix, pixels) {
  const side = Math.ceil(matrix.columns / pixels);
  if (side < 2) {
    return matrix;
  }
  const [rows, columns] = [Math.ceil(matrix.rows / side), Math.ceil(matrix.columns / side)];
  const values = new Float32Array(rows * columns).fill(NaN);
  for (let row = 0, i = 0; row < matrix.rows; row++) {
    const start = Math.trunc(row / side) * columns;
    for (let column = 0; column < matrix.columns; column++, i++) {
      const at = start + Math.trunc(column / side);
      const value = matrix.values[i];
      if (Number.isNaN(values[at]) || Math.abs(value) > Math.abs(values[at])) {
        values[at] = value;
      }
    }
  }
  return { rows, columns, values };
}

/**
 * The colours of a number's ground, and of text on it.
 * @param {Scale} scale
 * @param {number} value
 */
function inkOn(scale, value) {
  const place = placeOf(scale.norm.position(value), scale.table.colors.length);
  return place < 0
    ? { ground: "none", ink: "" }
    : { ground: cssColor(scale.table.colors[place]), ink: scale.table.light[place] ? "#262626" : "#ffffff" };
}

/**
 * Boundaries of regions at even steps, from below the least number to above the largest.
 * @param {Norm} norm
 */
function regionsOf(norm) {
  const ticks = ticksOf(norm, "linear");
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const first = ticks[0] > norm.vmin ? ticks[0] - step : ticks[0];
  const count = Math.max(Math.ceil((norm.vmax - first) / step - 1e-9), 1);
  return Array.from({ length: count + 1 }, (_, i) => Number((first + i * step).toPrecision(12)));
}

/**
 * Numbers at which a bar has ticks.
 * @param {Norm} norm
 * @param {string} kind
 */
function ticksOf(norm, kind) {
  const { vmin, vmax } = norm;
  if (!(vmin < vmax)) {
    return [vmin];
  }
  if (kind === "log" && vmin > 0) {
    const decades = [];
    for (let power = Math.ceil(Math.log10(vmin) - 1e-9); 10 ** power <= vmax * (1 + 1e-9); power++) {
      decades.push(10 ** power);
    }
    return decades.length > 1 ? decades : [vmin, vmax];
  }
  const rough = (vmax - vmin) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough * (1 - 1e-9)) ?? rough;
  const ticks = [];
  for (let i = Math.ceil(vmin / step - 1e-9); i * step <= vmax + step * 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}
