const [mostCanvasSide, mostCanvasPixels] = [8192, 64_000_000];

/** @type {View[]} */
const views = [gridView, headView, linesView, textView];

/** @param {Session} session */
function currentView(session) {
  return views.find((view) => view.name === session.choices.view) ?? gridView;
}

/** @returns {Room} */
function stageRoom() {
  const { clientWidth, clientHeight } = byId("stage");
  return { width: Math.max(clientWidth - 24, 200), height: Math.max(clientHeight - 24, 200) };
}

/** The picture, what is marked over it, and the place in it that the reader is at. */
class Stage {
  /** @type {Session} */
  #session;

  /** @type {any} */
  #plan = null;

  #picture = /** @type {HTMLCanvasElement} */ (byId("picture"));

  #marks = /** @type {HTMLCanvasElement} */ (byId("marks"));

  /** @type {Spot | null} */
  spot = null;

  /** Whether the keyboard moved last: then the place is kept when the pointer leaves. */
  isKept = false;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    this.#marks.addEventListener("pointermove", (event) => this.point(this.#at(event)));
    this.#marks.addEventListener("pointerleave", () => {
      if (!this.isKept) {
        this.point(null);
      }
    });
    this.#marks.addEventListener("click", (event) => this.#click(this.#at(event), event.shiftKey || event.ctrlKey || event.metaKey));
    this.#marks.addEventListener("dblclick", () => {
      if (session.choices.view === "grid") {
        session.change({ view: "head" });
      }
    });
    new ResizeObserver(() => this.draw()).observe(byId("stage"));
  }

  /** Draws the current view. */
  draw() {
    const session = this.#session;
    if (!session.isReady) {
      return;
    }
    const view = currentView(session);
    const plan = view.place(session, stageRoom());
    this.#plan = plan;
    const context = sized(this.#picture, plan.width, plan.height);
    sized(this.#marks, plan.width, plan.height);
    view.draw(new CanvasSurface(context), session, plan);
    this.spot = this.spot && fits(session, this.spot) ? seenIn(session, this.spot) : null;
    this.#mark();
    this.#describe();
  }

  /**
   * Moves to a place, or to none.
   * @param {Spot | null} spot
   */
  point(spot) {
    this.spot = spot;
    this.#mark();
  }

  /** Scrolls the place into sight. */
  reveal() {
    const box = this.spot && currentView(this.#session).box(this.#session, this.#plan, this.spot);
    if (!box) {
      return;
    }
    const stage = byId("stage");
    const inset = 12;
    if (box.x < stage.scrollLeft || box.x + box.width + inset > stage.scrollLeft + stage.clientWidth) {
      stage.scrollLeft = box.x - stage.clientWidth / 3;
    }
    if (box.y < stage.scrollTop || box.y + box.height + inset > stage.scrollTop + stage.clientHeight) {
      stage.scrollTop = box.y - stage.clientHeight / 3;
    }
  }

  #mark() {
    const context = /** @type {CanvasRenderingContext2D} */ (this.#marks.getContext("2d"));
    context.clearRect(0, 0, this.#plan.width, this.#plan.height);
    const session = this.#session;
    const spot = this.spot ?? (session.choices.view === "grid" ? {} : null);
    if (spot) {
      currentView(session).mark(new CanvasSurface(context), session, this.#plan, spot);
    }
    byId("readout").textContent = sentenceOf(session, this.spot);
  }

  #describe() {
    const { choices, panel, maps, rows, columns } = this.#session;
    const name = choices.view === "grid" ? `${this.#session.panels.length} × ${say(maps.title)}` : `${say(maps.title)} ${panel.name}`;
    this.#marks.setAttribute("aria-label", `${name}, ${rows.length} × ${columns.length}`);
  }

  /** @param {MouseEvent} event */
  #at(event) {
    const box = this.#marks.getBoundingClientRect();
    this.isKept = false;
    return this.#plan ? currentView(this.#session).hit(this.#session, this.#plan, event.clientX - box.left, event.clientY - box.top) : null;
  }

  /**
   * @param {Spot | null} spot
   * @param {boolean} isMore
   */
  #click(spot, isMore) {
    const session = this.#session;
    if (!spot) {
      return;
    }
    if (session.choices.view === "grid" && spot.panel) {
      if (isMore) {
        session.togglePick(spot.panel);
      } else {
        session.select(spot.panel);
        session.change({ view: "head" });
      }
    } else if (spot.row !== undefined) {
      session.toggleRow(spot.row);
    }
  }
}

/**
 * How many pixels a point may be, so that browsers make the canvas.
 * @param {number} width
 * @param {number} height
 */
function canvasRatio(width, height) {
  return Math.min(mostCanvasSide / Math.max(width, height), Math.sqrt(mostCanvasPixels / (width * height)));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function sized(canvas, width, height) {
  const ratio = Math.min(devicePixelRatio || 1, canvasRatio(width, height));
  [canvas.width, canvas.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
  canvas.style.width = `${Math.ceil(width)}px`;
  canvas.style.height = `${Math.ceil(height)}px`;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * @param {Session} session
 * @param {Spot} spot
 */
function fits({ rows, columns, panels }, spot) {
  return (spot.row ?? 0) < rows.length && (spot.column ?? 0) < columns.length
    && (!spot.panel || panels.some((panel) => pickName(panel) === pickName(/** @type {Panel} */ (spot.panel))));
}

/**
 * The place that a view shows of one that another pointed at: of lines a token, of the text one that is there.
 * @param {Session} session
 * @param {Spot} spot
 * @returns {Spot}
 */
function seenIn(session, spot) {
  const { view } = session.choices;
  if (view === "grid" || view === "head") {
    return { panel: session.panel, row: spot.row, column: spot.column };
  }
  return spot.row === undefined && spot.column === undefined ? firstSpot(session)
    : view === "lines" ? (spot.row !== undefined ? { row: spot.row } : { column: spot.column })
    : isOneText(session) ? { row: spot.row ?? spot.column, column: spot.row ?? spot.column }
    : spot.row !== undefined ? { row: spot.row } : { column: spot.column };
}

/**
 * What is read of a place.
 * @param {Session} session
 * @param {Spot | null} spot
 */
function sentenceOf(session, spot) {
  const { rows, columns, choices: { view }, catalog: { precision } } = session;
  if (!spot) {
    return view === "grid" ? session.panel.name : session.picked.map(({ name }) => name).join(", ");
  }
  const { row, column } = spot;
  const panel = view === "grid" || view === "head" ? spot.panel ?? session.panel : null;
  const [from, to] = [row === undefined ? "" : rows[row].label, column === undefined ? "" : columns[column].label];
  if (view === "text" && column !== undefined) {
    return `${to}: ${written(textScores(session).values[column], precision)}`;
  }
  if (row !== undefined && column !== undefined && panel) {
    const matrix = session.matrix(panel);
    return `${panel.name} · ${from} → ${to}: ${written(matrix.values[row * matrix.columns + column], precision)}`;
  }
  if (row === undefined && column === undefined) {
    return panel?.name ?? "";
  }
  if (view === "text") {
    return from;
  }
  const [sides, place, isRow] = row !== undefined ? [columns, row, true] : [rows, column ?? 0, false];
  const told = (panel ? [panel] : session.picked).map((one) => {
    const values = isRow ? rowOf(session.matrix(one), place) : columnOf(session.matrix(one), place);
    return { name: one.name, best: strongest(values).slice(0, 3).map((other) => `${sides[other].label} ${written(values[other], precision)}`).join(", ") };
  });
  const token = `${from || to} ${isRow ? "→" : "←"}`;
  return told.length === 1 ? [told[0].name, `${token} ${told[0].best}`].filter(Boolean).join(" · ")
    : `${token} ${told.map(({ name, best }) => `${name}: ${best}`).join(" · ")}`;
}

/** @param {string} text */
function announce(text) {
  byId("told").textContent = text;
}
