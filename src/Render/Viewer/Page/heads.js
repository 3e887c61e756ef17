/**
 * A small table of all heads, to choose one or pick several: one canvas, moved through by arrows.
 * @param {Session} session
 */
function headPicker(session) {
  const canvas = element("canvas", {
    tabindex: "0", role: "application", class: "heads", "aria-label": say("Picked heads"),
  });
  const side = 15;
  const panels = session.panels;
  const rows = layerRows(panels.map((panel) => ({ panel })));
  const isTable = rows.length > 1 && rows[0].length > 1;
  const count = isTable ? Math.max(...rows.map((row) => row.length)) : Math.min(panels.length, 14);
  const places = isTable
    ? rows.flatMap((row, y) => row.map(({ panel }, x) => ({ panel, x, y })))
    : panels.map((panel, i) => ({ panel, x: i % count, y: Math.trunc(i / count) }));
  const [width, height] = [count * side, (Math.max(...places.map(({ y }) => y)) + 1) * side];
  const ratio = Math.max(devicePixelRatio, 1);
  [canvas.width, canvas.height] = [width * ratio, height * ratio];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;

  const draw = () => {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const surface = new CanvasSurface(context);
    const picked = session.choices.picks === "" ? [] : session.picked.map(pickName);
    for (const { panel, x, y } of places) {
      const name = pickName(panel);
      surface.rect(
        x * side + 1, y * side + 1, side - 3, side - 3, picked.includes(name) ? headColor(session, panel) : pageColor("soft"), 2);
      if (name === pickName(session.panel)) {
        surface.frame(x * side + 1, y * side + 1, side - 3, side - 3, pageColor("accent"), 2);
      }
    }
  };
  const at = (/** @type {PointerEvent} */ event) => places.find(
    ({ x, y }) => Math.trunc(event.offsetX / side) === x && Math.trunc(event.offsetY / side) === y)?.panel;
  canvas.addEventListener("pointerdown", (event) => {
    const panel = at(event);
    if (panel) {
      if (event.shiftKey || event.ctrlKey || event.metaKey) {
        session.togglePick(panel);
      } else {
        session.select(panel);
      }
    }
  });
  canvas.addEventListener("pointermove", (event) => { canvas.title = at(event)?.name ?? ""; });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      session.togglePick(session.panel);
    } else if (moveHead(session, event.key)) {
      event.preventDefault();
    }
  });
  draw();
  return { canvas, draw };
}

/**
 * Moves to the head beside, above or below.
 * @param {Session} session
 * @param {string} key
 */
function moveHead(session, key) {
  const panels = session.ordered.map(({ panel }) => panel);
  const place = panels.findIndex((panel) => pickName(panel) === pickName(session.panel));
  const current = panels[place];
  const isOrdered = session.choices.order !== "layer";
  const column = panels.filter((panel) => panel.head === current.head);
  const [line, step] = key === "ArrowLeft" ? [panels, -1]
    : key === "ArrowRight" ? [panels, 1]
    : key === "ArrowUp" ? [isOrdered || column.length < 2 ? panels : column, -1]
    : key === "ArrowDown" ? [isOrdered || column.length < 2 ? panels : column, 1]
    : [panels, 0];
  const next = line[line.indexOf(current) + step];
  if (step !== 0 && next) {
    session.select(next);
  }
  return step !== 0;
}
