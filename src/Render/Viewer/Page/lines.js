/** More lines than these are no picture any more. */
const mostLines = 4000;

/** Of a difference, what one head gives more and what it gives less. */
const [moreColor, lessColor] = ["#c0392b", "#3b7dd8"];

/**
 * What attends on the left, what is attended to on the right, and lines between them.
 * @type {View}
 */
const linesView = {
  name: "lines",

  place(session, room) {
    const { rows, columns, fontSize: size, picked, zoom } = session;
    const most = Math.min(220, room.width * 0.3);
    const [from, to] = sidesOf(session);
    const widest = (/** @type {TokenGroup[]} */ groups, /** @type {string} */ name) =>
      Math.max(widthOf(name, { size: size - 2 }), Math.min(most, Math.max(...groups.map(({ label }) => widthOf(label, { size, bold: true })))));
    const left = widest(rows, from) + 16;
    const right = widest(columns, to) + 16;
    const strip = Math.min(10, 64 / picked.length);
    const span = Math.max(90, Math.min(room.width - left - right - picked.length * strip - 16, 520)) * zoom;
    const keys = left + span + picked.length * strip + 8;
    const width = keys + right;
    const legend = legendOf(session, width, size - 1);
    const top = legend.bottom + size * 1.5;
    const count = Math.max(rows.length, columns.length);
    const step = Math.max(size + 2, Math.min((room.height - top - 10) / count, size * 2.2)) * zoom;
    return { left, top, step, size, span, strip, most, legend, from: left + 2, to: left + span, keys, width, height: top + count * step + 10 };
  },

  draw(surface, session, plan) {
    drawLines(surface, session, plan, session.chosenRows, {});
  },

  hit(session, plan, x, y) {
    const place = Math.floor((y - plan.top) / plan.step);
    const isLeft = x < plan.left + plan.span / 2;
    return place < 0 || place >= (isLeft ? session.rows : session.columns).length ? null : isLeft ? { row: place } : { column: place };
  },

  // Drawn anew over everything: what one token alone attends to, or is attended to by.
  mark(surface, session, plan, spot) {
    surface.rect(0, 0, plan.width, plan.height, pageColor("page"));
    drawLines(surface, session, plan, shownRows(session, spot), spot);
  },

  box(_, plan, spot) {
    return { x: 0, y: plan.top + (spot.row ?? spot.column ?? 0) * plan.step, width: plan.left, height: plan.step };
  },
};

/**
 * The rows whose lines are drawn while a place is pointed at: that one's, or those of all that are chosen with it; none for all.
 * @param {Session} session
 * @param {Spot} spot
 */
function shownRows({ chosenRows }, { row }) {
  return row === undefined || chosenRows.includes(row) ? chosenRows : [row];
}

/**
 * The colour of a number of a picked head: of several the head's, of one of a difference that of more or less.
 * @param {Session} session
 * @param {number} place
 * @param {number} value
 */
function lineColor({ picked, maps }, place, value) {
  return maps.signed && picked.length === 1 ? (value < 0 ? lessColor : moreColor) : headColors[place % headColors.length];
}

/**
 * The heads with their colours, and what a dashed line is, in as many lines as they need.
 * @param {Session} session
 * @param {number} width
 * @param {number} size
 */
function legendOf(session, width, size) {
  const { picked, maps } = session;
  const entries = [
    ...picked.map((panel, i) => ({ text: panel.name || maps.name, color: lineColor(session, i, 1), isDashed: false })),
    ...(maps.signed ? [{ text: say("less than 0"), color: picked.length === 1 ? lessColor : "", isDashed: true }] : []),
  ];
  const [pitch, sample] = [size * 1.5, 22];
  let [x, y] = [2, pitch / 2 + 2];
  const items = entries.map((entry) => {
    const text = fitted(entry.text, width - sample - 8, { size });
    const needed = sample + widthOf(text, { size }) + 12;
    if (x > 2 && x + needed > width) {
      [x, y] = [2, y + pitch];
    }
    x += needed;
    return { ...entry, text, x: x - needed, y };
  });
  return { items, sample, size, bottom: y + pitch / 2 };
}

/**
 * @param {Surface} surface
 * @param {Session} session
 * @param {any} plan
 * @param {number[]} only  rows; none for all
 * @param {Spot} spot
 */
function drawLines(surface, session, plan, only, spot) {
  const { rows, columns, picked, chosenRows } = session;
  const [ink, quiet, accent] = [pageColor("ink"), pageColor("quiet"), pageColor("accent")];
  const shown = only.length > 0 ? only : rows.map((_, row) => row);
  const { legend, size } = plan;
  for (const { x, y, text, color, isDashed } of legend.items) {
    surface.line(x, y, x + legend.sample - 5, y, color || ink, 4, isDashed);
    surface.text(x + legend.sample, y, text, { size: legend.size, color: ink });
  }
  const [from, to] = sidesOf(session);
  surface.text(plan.left - 6, plan.top - size * 0.7, from, { size: size - 2, color: quiet, align: "end" });
  surface.text(plan.keys, plan.top - size * 0.7, to, { size: size - 2, color: quiet });
  for (const line of strongestLines(session, picked, shown, spot.column ?? null)) {
    surface.curve(
      plan.from, plan.top + (line.row + 0.5) * plan.step, plan.to, plan.top + (line.column + 0.5) * plan.step,
      line.color, 1 + 2.5 * line.share, 0.08 + 0.87 * line.share, line.isLess);
  }
  rows.forEach(({ label }, row) => {
    const [isChosen, isPointed] = [chosenRows.includes(row), spot.row === row];
    if (isChosen) {
      surface.rect(2, plan.top + row * plan.step, plan.left - 4, plan.step, pageColor("tint"), 3);
    }
    const bold = isChosen || isPointed;
    surface.text(plan.left - 6, plan.top + (row + 0.5) * plan.step, fitted(label, plan.most, { size, bold }), {
      size, bold, align: "end", color: isPointed ? accent : only.length === 0 || only.includes(row) ? ink : quiet,
    });
  });
  picked.forEach((panel, i) => {
    const sums = sumOfRows(session.matrix(panel), shown);
    const most = Math.max(...sums.map((sum) => (Number.isNaN(sum) ? 0 : Math.abs(sum))), 1e-12);
    sums.forEach((sum, key) => {
      const at = plan.top + (key + 0.5) * plan.step;
      const start = plan.to + 3 + i * plan.strip;
      if (!Number.isNaN(sum)) {
        surface.curve(start, at, start + 0.85 * plan.strip, at, lineColor(session, i, sum), plan.step - 1, Math.min(Math.abs(sum) / most, 1), sum < 0);
      }
    });
  });
  columns.forEach(({ label }, key) => {
    const bold = spot.column === key;
    surface.text(plan.keys, plan.top + (key + 0.5) * plan.step, fitted(label, plan.most, { size, bold }), {
      size, bold, color: bold ? accent : spot.column === undefined ? ink : quiet,
    });
  });
}

/**
 * What several rows give to each column together; no number where none of them has one.
 * @param {Matrix} matrix
 * @param {number[]} rows
 * @returns {number[]}
 */
function sumOfRows(matrix, rows) {
  const sums = new Array(matrix.columns).fill(NaN);
  for (const row of rows) {
    for (let column = 0; column < matrix.columns; column++) {
      const value = matrix.values[row * matrix.columns + column];
      if (!Number.isNaN(value)) {
        sums[column] = Number.isNaN(sums[column]) ? value : sums[column] + value;
      }
    }
  }
  return sums;
}

/**
 * The lines that are drawn, the weakest first.
 * @param {Session} session
 * @param {Panel[]} panels
 * @param {number[]} rows
 * @param {number | null} only  a column; null for all
 */
function strongestLines(session, panels, rows, only) {
  const lines = [];
  for (const [i, panel] of panels.entries()) {
    const { values, columns } = session.matrix(panel);
    const { norm: { vmin, vmax } } = session.scale(panel);
    const most = Math.max(Math.abs(vmin), Math.abs(vmax), 1e-12);
    const least = Math.max(session.threshold, most * 0.01);
    for (const row of rows) {
      for (let column = only ?? 0; column <= (only ?? columns - 1); column++) {
        const value = values[row * columns + column];
        if (Math.abs(value) >= least) {
          lines.push({ row, column, share: Math.min(Math.abs(value) / most, 1), color: lineColor(session, i, value), isLess: value < 0 });
        }
      }
    }
  }
  return lines.sort((one, other) => one.share - other.share).slice(-mostLines);
}
