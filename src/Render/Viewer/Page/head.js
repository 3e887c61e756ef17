/**
 * One map, large.
 * @type {View}
 */
const headView = {
  name: "head",

  place(session, room) {
    const { rows, columns, fontSize, zoom, panel } = session;
    const most = Math.min(180, room.width * 0.28);
    const widest = (/** @type {TokenGroup[]} */ groups) => Math.min(most, Math.max(...groups.map(({ label }) => widthOf(label, { size: fontSize }))));
    const corner = { size: Math.max(10, fontSize - 3), names: sidesOf(session) };
    const left = Math.max(widest(rows), ...corner.names.map((name) => widthOf(`${name} ↓`, corner) - 8)) + 22;
    const top = Math.max(widest(columns), corner.size * 2.6) + 20 + fontSize;
    const bar = barOf(session, session.scale(panel), room);
    const fit = Math.min((room.width - left - bar.width - 8) / columns.length, (room.height - top - bar.height - 10) / rows.length, 44);
    const cell = Math.max((fit >= 4 ? Math.floor(fit) : fit) * zoom, 2);
    const size = Math.max(9, Math.min(fontSize, Math.floor(cell * 0.92)));
    const step = Math.max(1, Math.ceil((size + 2) / cell));
    const [right, bottom] = [left + columns.length * cell, top + rows.length * cell];
    const placed = bar.isFlat ? barAlong(bar, 4, bottom + 8, room.width - 16) : barBeside(bar, right + 8, top, rows.length * cell);
    return {
      left, top, cell, size, step, most, corner, bar: placed,
      width: bar.isFlat ? Math.max(right, 4 + placed.length) + 8 : right + bar.width + 8,
      height: Math.max(bottom, placed.bottom) + 10,
    };
  },

  draw(surface, session, plan) {
    const { rows, columns, panel, chosenRows } = session;
    const { left, top, cell, size } = plan;
    const scale = session.scale(panel);
    const color = pageColor("ink");
    surface.text(left, session.fontSize / 2 + 2, panel.name || session.maps.name, { size: session.fontSize, color, bold: true });
    surface.image(left, top, columns.length * cell, rows.length * cell, pictureOf(session.matrix(panel), scale, session.threshold));
    surface.frame(left - 0.5, top - 0.5, columns.length * cell + 1, rows.length * cell + 1, pageColor("line"), 1);
    const { corner } = plan;
    const quiet = { size: corner.size, color: pageColor("quiet"), align: /** @type {const} */ ("end") };
    surface.text(left - 6, top - 8 - corner.size * 1.9, `${corner.names[1]} →`, quiet);
    surface.text(left - 6, top - 8 - corner.size * 0.6, `${corner.names[0]} ↓`, quiet);
    for (let row = 0; row < rows.length; row += plan.step) {
      const isChosen = chosenRows.includes(row);
      surface.text(left - 6, top + (row + 0.5) * cell, fitted(rows[row].label, plan.most, { size }), {
        size, color, align: "end", bold: isChosen,
      });
    }
    for (let column = 0; column < columns.length; column += plan.step) {
      surface.text(left + (column + 0.5) * cell, top - 6, fitted(columns[column].label, plan.most, { size }), { size, color, upwards: true });
    }
    drawBreaks(surface, rows, (at) => surface.line(left - 8, top + at * cell, left + columns.length * cell, top + at * cell, color, 1));
    drawBreaks(surface, columns, (at) => surface.line(left + at * cell, top - 8, left + at * cell, top + rows.length * cell, color, 1));
    for (const row of chosenRows) {
      surface.frame(left - 1, top + row * cell, columns.length * cell + 2, cell, pageColor("accent"), 2);
    }
    drawBar(surface, plan.bar);
  },

  hit(session, plan, x, y) {
    const row = Math.floor((y - plan.top) / plan.cell);
    const column = Math.floor((x - plan.left) / plan.cell);
    return row < 0 || row >= session.rows.length || column >= session.columns.length || x < 0 ? null
      : column < 0 ? { panel: session.panel, row } : { panel: session.panel, row, column };
  },

  mark(surface, session, plan, spot) {
    const { rows, columns } = session;
    const { left, top, cell, size } = plan;
    const [accent, ground] = [pageColor("accent"), pageColor("page")];
    const style = { size: Math.max(size, 12), color: accent, bold: true };
    if (spot.row !== undefined) {
      surface.frame(left - 0.5, top + spot.row * cell, columns.length * cell + 1, cell, accent, 1.5);
      const label = fitted(rows[spot.row].label, plan.most, style);
      surface.rect(0, top + (spot.row + 0.5) * cell - style.size * 0.7, left - 3, style.size * 1.4, ground);
      surface.text(left - 6, top + (spot.row + 0.5) * cell, label, { ...style, align: "end" });
    }
    if (spot.column !== undefined) {
      surface.frame(left + spot.column * cell, top - 0.5, cell, rows.length * cell + 1, accent, 1.5);
      const label = fitted(columns[spot.column].label, plan.most, style);
      surface.rect(left + (spot.column + 0.5) * cell - style.size * 0.7, session.fontSize + 8, style.size * 1.4, top - session.fontSize - 11, ground);
      surface.text(left + (spot.column + 0.5) * cell, top - 6, label, { ...style, upwards: true });
      if (spot.row !== undefined) {
        surface.frame(left + spot.column * cell - 1, top + spot.row * cell - 1, cell + 2, cell + 2, pageColor("ink"), 2);
        const matrix = session.matrix(session.panel);
        const value = written(matrix.values[spot.row * matrix.columns + spot.column], session.catalog.precision);
        const width = widthOf(value, { ...style, size: 13 }) + 12;
        const x = Math.min(left + (spot.column + 1) * cell + 8, plan.width - width - 2);
        const y = Math.max(top + spot.row * cell - 30, 2);
        surface.rect(x, y, width, 22, accent, 4);
        surface.text(x + 6, y + 11.5, value, { size: 13, bold: true, color: pageColor("on-accent") });
      }
    }
  },

  box(_, plan, spot) {
    return {
      x: plan.left + (spot.column ?? 0) * plan.cell, y: plan.top + (spot.row ?? 0) * plan.cell, width: plan.cell, height: plan.cell,
    };
  },
};

/**
 * What the rows are and what the columns are.
 * @param {Session} session
 */
function sidesOf({ choices: { transpose } }) {
  return transpose ? [say("key"), say("query")] : [say("query"), say("key")];
}

/**
 * Where the second text of a pair begins.
 * @param {Surface} _
 * @param {TokenGroup[]} groups
 * @param {(at: number) => void} draw
 */
function drawBreaks(_, groups, draw) {
  const second = groups.findIndex((group) => group.sequence === 1);
  if (second > 0 && groups.some((group) => group.sequence === 0)) {
    draw(second);
  }
}
