/** Every key and what it does, for the help. */
const keyHelp = [
  ["1 2 3 4", "views"], ["← ↑ → ↓", "in the grid another head, elsewhere another cell or token"],
  ["Shift + ← ↑ → ↓", "in the grid another cell, elsewhere another head"], ["Space", "choose a token, pick a head"],
  ["Shift / Ctrl + {click}", "pick a head in the grid, to draw several in lines and text"],
  ["Enter", "show the head large"], ["Esc", "clear what is chosen"], ["+ −", "larger, smaller"], ["/", "search colormaps"],
  ["t", "light or dark"], ["x", "swap rows and columns"], ["?", "this help"],
];

/**
 * @param {Session} session
 * @param {Stage} stage
 */
function listenToKeys(session, stage) {
  byId("marks").addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && onStage(session, stage, event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  byId("marks").addEventListener("focus", () => {
    if (!stage.spot && byId("marks").matches(":focus-visible")) {
      stage.isKept = true;
      stage.point(firstSpot(session));
    }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [role=combobox]");
    // A dialog has keys of its own.
    const isAsked = /** @type {HTMLDialogElement} */ (byId("keys")).open;
    // Of a page that was just opened nothing has the focus: its picture is meant.
    if (event.target === document.body && !isAsked && !event.ctrlKey && !event.metaKey && !event.altKey && onStage(session, stage, event)) {
      event.preventDefault();
      byId("marks").focus({ preventScroll: true });
      return;
    }
    if (!isTyping && !isAsked && !event.ctrlKey && !event.metaKey && !event.altKey && anywhere(session, event.key)) {
      event.preventDefault();
    }
  });
  byId("help").addEventListener("click", showHelp);
  byId("keys-close").addEventListener("click", () => /** @type {HTMLDialogElement} */ (byId("keys")).close());
}

/** @param {Session} session */
function firstSpot(session) {
  const { choices: { view }, panel } = session;
  return view === "grid" ? { panel } : view === "head" ? { panel, row: 0, column: 0 } : view === "lines" ? { row: 0 } : firstPiece(session);
}

/**
 * @param {Session} session
 * @returns {Spot}
 */
function firstPiece(session) {
  return isOneText(session) ? { row: 0, column: 0 } : { row: 0 };
}

/**
 * @param {Session} session
 * @param {Stage} stage
 * @param {KeyboardEvent} event
 */
function onStage(session, stage, event) {
  const { key, shiftKey } = event;
  const { view } = session.choices;
  stage.isKept = true;
  const spot = stage.spot ?? firstSpot(session);
  if (key.startsWith("Arrow")) {
    if (shiftKey !== (view === "grid")) {
      moveHead(session, key);
      stage.point(view === "grid" ? { ...spot, panel: session.panel } : spot.panel ? { ...spot, panel: session.panel } : spot);
    } else {
      stage.point(moved(session, view, spot, key));
    }
    stage.reveal();
    return true;
  }
  switch (key) {
    case "Home":
    case "End":
      stage.point(spot.column === undefined ? { ...spot, row: key === "Home" ? 0 : session.rows.length - 1 }
        : { ...spot, column: key === "Home" ? 0 : session.columns.length - 1 });
      stage.reveal();
      return true;
    case " ":
      if (view === "grid") {
        session.togglePick(spot.panel ?? session.panel);
      } else if (spot.row !== undefined) {
        session.toggleRow(spot.row);
      }
      return true;
    case "Enter":
      session.change({ view: view === "grid" ? "head" : view === "head" ? "lines" : view });
      return true;
    default:
      return false;
  }
}

/**
 * The place beside.
 * @param {Session} session
 * @param {string} view
 * @param {Spot} spot
 * @param {string} key
 * @returns {Spot}
 */
function moved(session, view, spot, key) {
  const [down, across] = key === "ArrowUp" ? [-1, 0] : key === "ArrowDown" ? [1, 0] : key === "ArrowLeft" ? [0, -1] : [0, 1];
  const within = (/** @type {number} */ place, /** @type {number} */ count) => Math.min(Math.max(place, 0), count - 1);
  const { rows, columns } = session;
  if (view === "lines" || view === "text") {
    const step = down || across;
    if (view === "lines" && across !== 0) {
      const place = spot.row ?? spot.column ?? 0;
      return across > 0 ? { column: within(place, columns.length) } : { row: within(place, rows.length) };
    }
    return spot.row !== undefined && spot.column !== undefined
      ? { row: within(spot.row + step, rows.length), column: within(spot.row + step, rows.length) }
      : spot.row !== undefined ? { row: within(spot.row + step, rows.length) } : { column: within((spot.column ?? 0) + step, columns.length) };
  }
  return {
    panel: spot.panel ?? session.panel,
    row: within((spot.row ?? 0) + (spot.row === undefined ? 0 : down), rows.length),
    column: within((spot.column ?? 0) + (spot.column === undefined ? 0 : across), columns.length),
  };
}

/**
 * @param {Session} session
 * @param {string} key
 */
function anywhere(session, key) {
  const { choices } = session;
  const view = ["grid", "head", "lines", "text"][Number(key) - 1];
  if (view) {
    session.change({ view });
    return true;
  }
  switch (key) {
    case "/":
      showControls(true);
      byId("colormap").focus();
      return true;
    case "t":
      session.change({ theme: session.isDark ? "light" : "dark" });
      return true;
    case "x":
      session.change({ transpose: !choices.transpose });
      return true;
    case "+":
    case "-":
      session.change({ zoom: String(Math.min(Math.max(session.zoom * (key === "+" ? 1.25 : 0.8), leastZoom), mostZoom)) });
      return true;
    case "Escape":
      session.change({ tokens: "", picks: "" });
      return true;
    case "?":
      showHelp();
      return true;
    default:
      return false;
  }
}

function showHelp() {
  byId("key-list").replaceChildren(...keyHelp.map(([keys, what]) => element(
    "tr", {}, element("th", { scope: "row" }, keys.replace("{click}", say("click"))), element("td", {}, say(what)))));
  /** @type {HTMLDialogElement} */ (byId("keys")).showModal();
}
