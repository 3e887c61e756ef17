const gridGap = 5;
const leastThumb = 22;
const mostThumb = 260;

/**
 * Every head as a thumbnail.
 * @type {View}
 */
const gridView = {
  name: "grid",

  place(session, room) {
    const { ordered, rows, columns, choices: { order, mean }, fontSize: size } = session;
    const isTable = order === "layer" && session.heads.length > 1 && session.layers.length > 1 && mean !== "only";
    const ratio = Math.min(Math.max(rows.length / columns.length, 0.4), 1.8);
    const lines = isTable ? layerRows(ordered) : [];
    const bar = session.choices.scale === "shared" ? barOf(session, session.scale(session.panel), room) : null;
    const above = bar?.height ?? 0;
    const left = isTable ? 8 + Math.ceil(Math.max(...lines.map(([{ panel }]) => widthOf(placeTitle("L", panel.layer), { size: size - 2 })))) : 4;
    const top = above + (isTable ? size + 8 : 4);
    const title = isTable ? 0 : size + 6;
    const across = room.width - left - (bar?.width ?? 0) - 8;
    const usual = isTable ? Math.max(...lines.map((row) => row.length)) : Math.max(1, Math.min(
      ordered.length, Math.floor(across / Math.max(110, 6.5 * size))));
    const down = isTable ? lines.length : Math.ceil(ordered.length / usual);
    // Few maps are seen at once, however high they are.
    const high = down <= 3 ? Math.max((room.height - top) / down - gridGap - title, 90) / ratio : Infinity;
    const width = Math.round(session.zoom * Math.min(Math.max(Math.floor(Math.min(across / usual - gridGap, high)), leastThumb), mostThumb));
    const height = Math.round(width * ratio);
    const count = isTable ? usual : Math.max(1, Math.min(ordered.length, Math.floor(across / (width + gridGap))));
    const thumbs = isTable
      ? lines.flatMap((row, i) => row.map((one, j) => ({ ...one, x: left + j * (width + gridGap), y: top + i * (height + gridGap) })))
      : ordered.map((one, i) => ({
        ...one,
        x: left + (i % count) * (width + gridGap),
        y: top + title + Math.floor(i / count) * (height + gridGap + title),
      }));
    const bottom = Math.max(...thumbs.map((thumb) => thumb.y)) + height;
    const right = left + count * (width + gridGap);
    const placed = bar && (bar.isFlat ? barAlong(bar, left, 0, Math.min(right, room.width) - left - 8) : barBeside(bar, right, top, bottom - top));
    return {
      isTable, left, top, title, thumbs, thumb: { width, height }, count, bar: placed,
      width: right + (bar?.width ?? 0) + 4, height: Math.max(bottom, placed?.bottom ?? 0) + 6,
    };
  },

  draw(surface, session, plan) {
    const { fontSize: size, threshold } = session;
    const color = pageColor("ink");
    for (const { panel, value, x, y } of plan.thumbs) {
      const matrix = reduced(session.matrix(panel), plan.thumb.width * devicePixelRatio);
      surface.image(x, y, plan.thumb.width, plan.thumb.height, pictureOf(matrix, session.scale(panel), threshold));
      if (!plan.isTable) {
        const figure = value === null ? "" : ` · ${value.toPrecision(3)}`;
        const title = `${panel.name || session.maps.name}${figure}`;
        surface.text(x, y - plan.title / 2, fitted(title, plan.thumb.width, { size: size - 2 }), { size: size - 2, color });
      }
    }
    if (plan.isTable) {
      for (const thumb of plan.thumbs) {
        if (thumb.x === plan.left) {
          surface.text(2, thumb.y + plan.thumb.height / 2, placeTitle("L", thumb.panel.layer), { size: size - 2, color });
        }
        if (thumb.y === plan.top) {
          const title = fitted(placeTitle("H", thumb.panel.head), plan.thumb.width + 4, { size: size - 2 });
          surface.text(thumb.x + plan.thumb.width / 2, plan.top - session.fontSize / 2 - 4, title, { size: size - 2, color, align: "middle" });
        }
      }
    }
    if (plan.bar) {
      drawBar(surface, plan.bar);
    }
    for (const pick of session.choices.picks === "" ? [] : session.picked) {
      const thumb = thumbOf(plan, pick);
      surface.frame(thumb.x - 1, thumb.y - 1, plan.thumb.width + 2, plan.thumb.height + 2, headColor(session, pick), 2);
    }
  },

  hit(session, plan, x, y) {
    const thumb = plan.thumbs.find((/** @type {any} */ one) =>
      x >= one.x && x < one.x + plan.thumb.width && y >= one.y && y < one.y + plan.thumb.height);
    return thumb ? {
      panel: thumb.panel,
      row: Math.floor(((y - thumb.y) / plan.thumb.height) * session.rows.length),
      column: Math.floor(((x - thumb.x) / plan.thumb.width) * session.columns.length),
    } : null;
  },

  // The same cell in every head: what one does is seen beside what the others do.
  mark(surface, session, plan, spot) {
    const accent = pageColor("accent");
    if (spot.row !== undefined && spot.column !== undefined) {
      const [down, across] = [plan.thumb.height / session.rows.length, plan.thumb.width / session.columns.length];
      for (const { x, y } of plan.thumbs) {
        const side = Math.max(Math.min(down, across), 4);
        surface.frame(
          x + (spot.column + 0.5) * across - side / 2, y + (spot.row + 0.5) * down - side / 2, side, side, accent, 1.25);
      }
    }
    const thumb = thumbOf(plan, spot.panel ?? session.panel);
    surface.frame(thumb.x - 2, thumb.y - 2, plan.thumb.width + 4, plan.thumb.height + 4, accent, 3);
  },

  box(session, plan, spot) {
    const thumb = thumbOf(plan, spot.panel ?? session.panel);
    return { x: thumb.x, y: thumb.y - plan.title, width: plan.thumb.width, height: plan.thumb.height + plan.title };
  },
};

/**
 * @template {{panel: Panel}} T
 * @param {T[]} panels
 * @returns {T[][]}
 */
function layerRows(panels) {
  /** @type {T[][]} */
  const rows = [];
  for (const one of panels) {
    const row = rows.find((other) => other[0].panel.layer === one.panel.layer);
    if (row) {
      row.push(one);
    } else {
      rows.push([one]);
    }
  }
  return rows;
}

/**
 * @param {any} plan
 * @param {Panel} panel
 */
function thumbOf(plan, panel) {
  return plan.thumbs.find((/** @type {any} */ thumb) => pickName(thumb.panel) === pickName(panel)) ?? plan.thumbs[0];
}

/**
 * @param {string} letter
 * @param {Place} place
 */
function placeTitle(letter, place) {
  return place === "mean" ? say("mean") : place === null ? "" : `${letter}${place}`;
}

/**
 * The colour of a head among the picked ones.
 * @param {Session} session
 * @param {Panel} panel
 */
function headColor(session, panel) {
  const place = session.picked.findIndex((one) => pickName(one) === pickName(panel));
  return headColors[Math.max(place, 0) % headColors.length];
}
