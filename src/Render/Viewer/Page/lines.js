/** More lines than these are no picture any more. */
const mostLines = 4000;

/**
 * What attends on the left, what is attended to on the right, and lines between them.
 * @type {View}
 */
const linesView = {
  name: "lines",

  place(session, room) {
    const { rows, columns, fontSize: size, picked } = session;
    const most = Math.min(220, room.width * 0.3);
    const widest = (/** @type {TokenGroup[]} */ groups) => Math.min(most, Math.max(...groups.map(({ label }) => widthOf(label, { size, bold: true }))));
    const left = widest(rows) + 16;
    const right = widest(columns) + 16;
    const strip = Math.min(10, 64 / picked.length);
    const top = size * 2 + 10;
    const zoom = Math.min(Math.max(Number(session.choices.zoom) || 1, 0.5), 8);
    const count = Math.max(rows.length, columns.length);
    const step = Math.max(size + 2, Math.min((room.height - top - 10) / count, size * 2.2)) * zoom;
    const span = Math.max(90, Math.min(room.width - left - right - picked.length * strip - 16, 520));
    return {
      left, top, step, size, span, strip, most,
      from: left + 2, to: left + span, keys: left + span + picked.length * strip + 8,
      width: left + span + picked.length * strip + right + 8, height: top + count * step + 10,
    };
  },

  draw(surface, session, plan) {
    drawLines(surface, session, plan, session.chosenRows, null);
  },

  hit(session, plan, x, y) {
    const place = Math.floor((y - plan.top) / plan.step);
    const isLeft = x < plan.left + plan.span / 2;
    return place < 0 || place >= (isLeft ? session.rows : session.columns).length ? null : isLeft ? { row: place } : { column: place };
  },

  // Drawn anew over everything: what one token alone attends to, or is attended to by.
  mark(surface, session, plan, spot) {
    surface.rect(0, 0, plan.width, plan.height, pageColor("page"));
    const isTold = spot.row !== undefined && session.chosenRows.length > 0 && session.chosenRows.includes(spot.row);
    drawLines(surface, session, plan, isTold || spot.row === undefined ? session.chosenRows : [spot.row], spot.column ?? null);
    const [row, groups, x, align] = spot.row !== undefined
      ? [spot.row, session.rows, plan.left - 6, /** @type {const} */ ("end")]
      : [spot.column ?? 0, session.columns, plan.keys, /** @type {const} */ ("start")];
    surface.text(x, plan.top + (row + 0.5) * plan.step, fitted(groups[row].label, plan.most, { size: plan.size, bold: true }), {
      size: plan.size, bold: true, align, color: pageColor("accent"),
    });
  },

  box(_, plan, spot) {
    return { x: 0, y: plan.top + (spot.row ?? spot.column ?? 0) * plan.step, width: plan.left, height: plan.step };
  },
};

/**
 * @param {Surface} surface
 * @param {Session} session
 * @param {any} plan
 * @param {number[]} only  rows; none for all
 * @param {number | null} column
 */
function drawLines(surface, session, plan, only, column) {
  const { rows, columns, picked, chosenRows } = session;
  const [ink, quiet] = [pageColor("ink"), pageColor("quiet")];
  const shown = only.length > 0 ? only : rows.map((_, row) => row);
  const size = plan.size - 1;
  picked.forEach((panel, i) => {
    const name = panel.name || session.maps.name;
    const width = widthOf(name, { size, bold: true }) + 14;
    const x = plan.left + plan.span / 2 - (picked.length * width) / 2 + i * width;
    surface.rect(x, 4, 9, 9, headColors[i % headColors.length], 2);
    surface.text(x + 12, 9, fitted(name, width, { size }), { size, color: ink });
  });
  for (const line of strongestLines(session, picked, shown, column)) {
    surface.curve(
      plan.from, plan.top + (line.row + 0.5) * plan.step, plan.to, plan.top + (line.column + 0.5) * plan.step,
      line.color, 1 + 2.5 * line.share, 0.08 + 0.87 * line.share);
  }
  rows.forEach(({ label }, row) => {
    const isChosen = chosenRows.includes(row);
    if (isChosen) {
      surface.rect(2, plan.top + row * plan.step, plan.left - 4, plan.step, pageColor("tint"), 3);
    }
    surface.text(plan.left - 6, plan.top + (row + 0.5) * plan.step, fitted(label, plan.most, { size: plan.size, bold: isChosen }), {
      size: plan.size, align: "end", bold: isChosen, color: only.length === 0 || only.includes(row) ? ink : quiet,
    });
  });
  const sums = picked.map((panel) => sumOfRows(session.matrix(panel), shown));
  picked.forEach((_, i) => {
    const most = Math.max(...sums[i].map(Math.abs), 1e-12);
    sums[i].forEach((sum, key) => surface.curve(
      plan.to + 3 + i * plan.strip, plan.top + (key + 0.5) * plan.step, plan.to + 3 + (i + 0.85) * plan.strip, plan.top + (key + 0.5) * plan.step,
      headColors[i % headColors.length], plan.step - 1, Math.abs(sum) / most));
  });
  columns.forEach(({ label }, key) => {
    surface.text(plan.keys, plan.top + (key + 0.5) * plan.step, fitted(label, plan.most, { size: plan.size }), {
      size: plan.size, color: column === null || column === key ? ink : quiet,
    });
  });
}

/**
 * What several rows give to each column together.
 * @param {Matrix} matrix
 * @param {number[]} rows
 */
function sumOfRows(matrix, rows) {
  const sums = new Array(matrix.columns).fill(0);
  for (const row of rows) {
    for (let column = 0; column < matrix.columns; column++) {
      const value = matrix.values[row * matrix.columns + column];
      sums[column] += Number.isNaN(value) ? 0 : value;
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
        const size = Math.abs(values[row * columns + column]);
        if (size >= least) {
          lines.push({ row, column, share: Math.min(size / most, 1), color: headColors[i % headColors.length] });
        }
      }
    }
  }
  return lines.sort((one, other) => one.share - other.share).slice(-mostLines);
}
