/**
 * The command line that draws what is shown, and what it cannot say.
 * @param {Session} session
 * @returns {{command: string, remarks: string[]}}
 */
function figureCommand(session) {
  const { choices, maps, panel } = session;
  const { command } = maps;
  if (command.words.length === 0) {
    return { command: "", remarks: ["There is no command that draws these maps."] };
  }
  const isGrid = choices.view === "grid";
  const words = ["attn", ...command.words];
  /** @type {string[]} */
  const remarks = [];
  const add = (/** @type {string} */ option, /** @type {string} */ value) => words.push(option, value);
  addHeads(session, isGrid ? null : panel, add);
  addTokens(session, words, add, remarks);
  if (choices.cmap !== "") {
    add("--cmap", choices.cmap);
  }
  addScale(session, isGrid, words, add, remarks);
  if (session.isDark) {
    add("--theme", "dark");
  }
  if (choices.cells === "vector") {
    add("--cells", "vector");
  }
  const missing = [
    isGrid && choices.order !== "layer" && "The command has no order of heads, and draws them by layer.",
    session.threshold > 0 && "The command hides nothing below a threshold.",
    choices.transpose && "The command leaves rows and columns where they are.",
    choices.view === "lines" && "The command draws maps; there is no command for lines.",
    choices.view === "text" && "The command draws maps; the text as running text comes from attn measure --view text.",
  ];
  remarks.push(...missing.filter((one) => typeof one === "string"));
  if (command.needsFolder) {
    remarks.push("After --model stands the name of the model's folder: say where it is.");
  }
  add("-o", choices.cells === "vector" ? "figure.svg" : "figure.png");
  const commands = [...command.before.map((before) => ["attn", ...before]), [...words, ...command.last]];
  return { command: commands.map((one) => one.map(quoted).join(" ")).join(" && "), remarks };
}

/**
 * @param {Session} session
 * @param {Panel | null} panel  null for all
 * @param {(option: string, value: string) => void} add
 */
function addHeads(session, panel, add) {
  const { maps, choices, layers, heads } = session;
  const places = (/** @type {Place} */ place, /** @type {(number | null)[]} */ all) => (panel && place !== "mean" ? [place] : all);
  const [shownLayers, shownHeads] = [places(panel?.layer ?? null, layers), places(panel?.head ?? null, heads)];
  const { command } = maps;
  if (command.layers && maps.layers && shownLayers.join() !== command.layers.join()) {
    add("--layers", shownLayers.join(","));
  }
  if (command.heads && maps.heads && shownHeads.join() !== command.heads.join()) {
    add("--heads", shownHeads.join(","));
  }
  const isMean = panel && (panel.layer === "mean" || panel.head === "mean");
  if (maps.command.tokens && (isMean || (!panel && choices.mean !== "none"))) {
    add("--mean", isMean ? "only" : choices.mean);
  }
}

/**
 * @param {Session} session
 * @param {string[]} words
 * @param {(option: string, value: string) => void} add
 * @param {string[]} remarks
 */
function addTokens({ choices, maps, text }, words, add, remarks) {
  const merge = mergesOf(text.axes[maps.queries], maps.rowLabels, choices);
  const isPlain = !choices["drop-special"] && merge === "none" && !choices.pretty && !(choices.renormalize && !maps.signed);
  if (isPlain) {
    return;
  }
  if (!maps.command.tokens) {
    remarks.push("The command takes tokens as they are.");
    return;
  }
  if (choices["drop-special"]) {
    words.push("--drop-special");
  }
  if (choices.renormalize && !maps.signed) {
    words.push("--renormalize");
  }
  if (merge !== "none") {
    add("--merge", merge);
  }
  if (choices.pretty) {
    words.push("--pretty");
  }
}

/**
 * Norm and limits. Of one map that shares its scale with others the limits are said, because the command sees it alone.
 * @param {Session} session
 * @param {boolean} isGrid
 * @param {string[]} words
 * @param {(option: string, value: string) => void} add
 * @param {string[]} remarks
 */
function addScale(session, isGrid, words, add, remarks) {
  const { choices, panel, panels, maps } = session;
  if (choices.norm !== "linear") {
    add("--norm", choices.norm);
    for (const name of normParameters[choices.norm]) {
      const value = choices[/** @type {keyof Choices} */ (name)];
      if (value !== "") {
        add(`--${name}`, String(value));
      }
    }
  }
  const isAlone = !isGrid && panels.length > 1 && choices.scale !== "panel";
  const hasLimits = !["boundary", "centered"].includes(choices.norm);
  if (isAlone && choices.norm === "rank") {
    remarks.push("The command settles ranks by the map alone.");
  } else if (isAlone && choices.norm === "centered") {
    const { norm } = session.scale(panel);
    if (choices.halfrange === "") {
      add("--halfrange", exact((norm.vmax - norm.vmin) / 2));
    }
  } else if (isAlone && hasLimits) {
    const { norm } = session.scale(panel);
    add("--vmin", exact(norm.vmin));
    add("--vmax", exact(norm.vmax));
  } else if (hasLimits) {
    for (const name of /** @type {const} */ (["vmin", "vmax"])) {
      if (choices[name] !== "") {
        add(`--${name}`, choices[name]);
      }
    }
  }
  if (choices.robust && !isAlone) {
    words.push("--robust");
  }
  if (isGrid && choices.scale !== "shared" && maps.command.sharing) {
    add("--scale", choices.scale);
  }
}

/**
 * A word as a shell reads it.
 * @param {string} word
 */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
