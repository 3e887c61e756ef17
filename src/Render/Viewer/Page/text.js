/**
 * The text, coloured by what the chosen tokens attend to, or by a measure of tokens.
 * @type {View}
 */
const textView = {
  name: "text",

  place(session, room) {
    const { columns, rows, fontSize } = session;
    const size = (fontSize + 3) * session.zoom;
    const width = Math.max(Math.min(room.width - 24, 780 * Math.max(session.zoom, 1)), 160);
    const isOne = isOneText(session);
    const above = isOne ? null : flow(rows, 10, size * 1.4, width, size);
    const top = above ? above.bottom + size * 2.4 : size * 2.4;
    const pieces = flow(columns, 10, top, width, size);
    return { size, isOne, above, pieces, top, width: width + 24, height: pieces.bottom + size * 4 };
  },

  draw(surface, session, plan) {
    const { size } = plan;
    const [ink, quiet, accent] = [pageColor("ink"), pageColor("quiet"), pageColor("accent")];
    const { values, isSigned, title } = textScores(session);
    const scale = session.scaleOf([values], isSigned);
    if (plan.above) {
      drawPieces(surface, plan.above.pieces, session.rows, size, () => ({ ground: "none", ink }));
      plan.above.pieces.forEach((/** @type {any} */ piece, /** @type {number} */ row) => {
        if (session.chosenRows.includes(row)) {
          surface.frame(piece.x, piece.y - size * 0.78, piece.width, size * 1.56, accent, 2.5);
        }
      });
    }
    surface.text(10, plan.top - size * 1.7, fitted(title, plan.width - 20, { size: size - 4 }), { size: size - 4, color: quiet });
    drawPieces(surface, plan.pieces.pieces, session.columns, size, (column) => {
      const found = Math.abs(values[column]) >= session.threshold ? inkOn(scale, values[column]) : { ground: "none", ink: "" };
      return found.ground === "none" ? { ground: "none", ink } : found;
    });
    if (plan.isOne) {
      for (const row of session.chosenRows) {
        const piece = plan.pieces.pieces[row];
        surface.frame(piece.x, piece.y - size * 0.78, piece.width, size * 1.56, accent, 2.5);
      }
    }
    const y = plan.pieces.bottom + size * 1.6;
    const length = Math.min(220, plan.width - 120);
    const { colors } = scale.table;
    surface.image(10, y, length, 10, { rows: 1, columns: colors.length, pixels: colors, isBar: true });
    surface.text(10, y + size * 1.3, tickLabel(scale.norm.vmin), { size: size - 5, color: quiet });
    surface.text(10 + length, y + size * 1.3, tickLabel(scale.norm.vmax), { size: size - 5, color: quiet, align: "end" });
  },

  hit(session, plan, x, y) {
    const inside = (/** @type {any} */ piece) =>
      x >= piece.x && x < piece.x + piece.width && Math.abs(y - piece.y) < plan.size * 0.9;
    const above = plan.above ? plan.above.pieces.findIndex(inside) : -1;
    const below = plan.pieces.pieces.findIndex(inside);
    return above >= 0 ? { row: above } : below < 0 ? null : plan.isOne ? { row: below, column: below } : { column: below };
  },

  mark(surface, session, plan, spot) {
    const { size } = plan;
    const pieces = spot.column === undefined && plan.above ? plan.above.pieces : plan.pieces.pieces;
    const piece = pieces[spot.column ?? spot.row ?? 0];
    surface.frame(piece.x - 1, piece.y - size * 0.78 - 1, piece.width + 2, size * 1.56 + 2, pageColor("accent"), 2);
  },

  box(_, plan, spot) {
    const pieces = spot.column === undefined && plan.above ? plan.above.pieces : plan.pieces.pieces;
    const piece = pieces[spot.column ?? spot.row ?? 0];
    return { x: piece.x, y: piece.y - plan.size, width: piece.width, height: plan.size * 2 };
  },
};

/**
 * Whether what attends and what is attended to are the same tokens.
 * @param {Session} session
 */
function isOneText({ maps }) {
  return maps.queries === maps.keys && maps.rowLabels.length === 0;
}

/**
 * A number for each column: what the chosen rows give it, summed; what all give it on average, where none is chosen; or a measure.
 * @param {Session} session
 */
function textScores(session) {
  const { picked, chosenRows, rows, columns, maps, scores, choices } = session;
  const score = scores.find(({ name }) => name === choices.score);
  if (score) {
    const values = columns.map(({ tokens }) => tokens.reduce((sum, token) => sum + (score.values[token] ?? NaN), 0));
    return { values: Float32Array.from(values), isSigned: score.signed, title: say(score.title) };
  }
  const shown = chosenRows.length > 0 ? chosenRows : rows.map((_, row) => row);
  const sums = meanOf(picked.map((panel) => {
    const values = sumOfRows(session.matrix(panel), shown);
    return { rows: 1, columns: values.length, values: Float32Array.from(values, (sum) => (chosenRows.length > 0 ? sum : sum / rows.length)) };
  }));
  const heads = picked.map((panel) => panel.name || maps.name).join(", ");
  const from = chosenRows.length > 0
    ? `${say("from")} ${chosenRows.map((row) => `“${rows[row].label}”`).join(" + ")}`
    : say("mean over all tokens");
  return { values: sums.values, isSigned: maps.signed, title: `${heads} · ${say(maps.title)} · ${from}` };
}

/**
 * Sets tokens in lines, from the right where most letters are read so.
 * @param {TokenGroup[]} groups
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} size
 */
function flow(groups, left, top, width, size) {
  const words = groups.filter(({ label, sequence }) => sequence >= 0 && /\p{L}/u.test(label));
  const isRightToLeft = words.filter(({ label }) => /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(label)).length * 2 > words.length;
  let [x, y] = [0, top];
  const pieces = groups.map(({ label, spaced }) => {
    const piece = Math.min(widthOf(label, { size }) + 6, width);
    x += spaced && x > 0 ? size * 0.3 : x > 0 ? 1 : 0;
    if (x + piece > width && x > 0) {
      [x, y] = [0, y + size * 2];
    }
    const at = isRightToLeft ? left + width - x - piece : left + x;
    x += piece;
    return { x: at, y, width: piece };
  });
  return { pieces, bottom: y + size };
}

/**
 * @param {Surface} surface
 * @param {{x: number, y: number, width: number}[]} pieces
 * @param {TokenGroup[]} groups
 * @param {number} size
 * @param {(place: number) => {ground: string, ink: string}} colors
 */
function drawPieces(surface, pieces, groups, size, colors) {
  pieces.forEach(({ x, y, width }, place) => {
    const { ground, ink } = colors(place);
    if (ground !== "none") {
      surface.rect(x, y - size * 0.75, width, size * 1.5, ground, 3);
    }
    surface.text(x + width / 2, y, fitted(groups[place].label, width, { size }), { size, color: ink, align: "middle" });
  });
}
