/**
 * The command line that draws what is shown, and what it cannot say.
 * @param {Session} session
 * @returns {{command: string, remarks: string[]}}
 */
function figureCommand(session) {
  const { choices, maps } = session;
  const { command } = maps;
  if (command.words.length === 0) {
    return { command: "", remarks: [say("There is no command that draws these maps.")] };
  }
  const shown = drawnPanels(session);
  const refused = new Set(shown.map((panel) => session.scale(panel).problem).filter((problem) => problem !== ""));
  if (refused.size > 0) {
    return { command: "", remarks: [say("No command draws this."), ...refused] };
  }
  const words = ["attn", ...command.words];
  /** @type {string[]} */
  const remarks = [];
  const add = (/** @type {string} */ option, /** @type {string} */ value) => words.push(option, value);
  addHeads(session, shown, add, remarks);
  addTokens(session, words, add, remarks);
  if (choices.cmap !== "") {
    add("--cmap", choices.cmap);
  }
  addScale(session, shown, words, add, remarks);
  if (session.isDark) {
    add("--theme", "dark");
  }
  if (choices.cells === "vector") {
    add("--cells", "vector");
  }
  const missing = [
    choices.view === "grid" && choices.order !== "layer" && "The command has no order of heads, and draws them by layer.",
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
  return { command: commands.map((one) => one.map(quoted).join(" ")).join(" && "), remarks: remarks.map(say) };
}

/**
 * The maps that a command has to draw.
 * @param {Session} session
 */
function drawnPanels({ choices: { view }, panels, panel, picked }) {
  return view === "grid" ? panels : view === "head" ? [panel] : picked;
}

/**
 * The layers and heads of some maps; of those of a mean, what it is of.
 * @param {Session} session
 * @param {Panel[]} shown
 * @param {(option: string, value: string) => void} add
 * @param {string[]} remarks
 */
function addHeads(session, shown, add, remarks) {
  const { maps, choices, panels, layers, heads } = session;
  const { command } = maps;
  const isMean = shown.length === 1 && panels.length > 1 && isOfMean(shown[0]);
  // A mean among others comes with all that it is a mean of.
  const drawn = shown.some(isOfMean) && !isMean ? panels : shown;
  const places = (/** @type {Place[]} */ some, /** @type {(number | null)[]} */ all) =>
    (some.includes("mean") ? all : all.filter((place) => some.includes(place)));
  const [shownLayers, shownHeads] = [places(drawn.map(({ layer }) => layer), layers), places(drawn.map(({ head }) => head), heads)];
  if (command.layers && maps.layers && shownLayers.join() !== command.layers.join()) {
    add("--layers", shownLayers.join(","));
  }
  if (command.heads && maps.heads && shownHeads.join() !== command.heads.join()) {
    add("--heads", shownHeads.join(","));
  }
  if ((!command.layers && shownLayers.length < (maps.layers?.length ?? 0)) || (!command.heads && shownHeads.length < (maps.heads?.length ?? 0))) {
    remarks.push("The command draws every layer and head.");
  }
  const mean = isMean || (choices.mean === "only" && shown.some(isOfMean)) ? "only" : drawn.some(isOfMean) ? choices.mean : "none";
  if (mean !== "none" && maps.command.tokens) {
    add("--mean", mean);
  } else if (mean !== "none") {
    remarks.push("The command draws no means.");
  }
  if (mean === "none" ? shownLayers.length * shownHeads.length > shown.length : drawn !== shown) {
    remarks.push("The command cannot pick heads one by one, and draws every one of these layers and heads.");
  }
}

/** @param {Panel} panel */
function isOfMean({ layer, head }) {
  return layer === "mean" || head === "mean";
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
 * Norm and limits. Of maps that share their scale with others the limits are said, because the command sees these alone.
 * @param {Session} session
 * @param {Panel[]} shown
 * @param {string[]} words
 * @param {(option: string, value: string) => void} add
 * @param {string[]} remarks
 */
function addScale(session, shown, words, add, remarks) {
  const { choices, panels, maps } = session;
  if (choices.norm !== "linear") {
    add("--norm", choices.norm);
    for (const name of normParameters[choices.norm]) {
      const value = String(choices[/** @type {keyof Choices} */ (name)]);
      if (value !== "") {
        add(`--${name}`, name === "boundaries" ? numbersIn(value).join(",") : value);
      }
    }
  }
  const names = new Set(shown.map((panel) => sharerName(panel, choices.scale)));
  const isAlone = panels.some((panel) => names.has(sharerName(panel, choices.scale)) && !shown.includes(panel));
  const { norm } = session.scale(shown[0]);
  const hasLimits = !["boundary", "centered"].includes(choices.norm);
  // Where all numbers are the same there are no limits to say.
  const isSettled = isAlone && names.size === 1 && norm.vmin < norm.vmax;
  if (isAlone && choices.norm === "rank") {
    remarks.push("The command settles ranks by the maps that it draws alone.");
  } else if (isAlone && names.size > 1 && choices.norm !== "boundary") {
    remarks.push("The command settles the scale of a layer by the maps that it draws of it alone.");
  }
  if (isSettled && choices.norm === "centered" && choices.halfrange === "") {
    add("--halfrange", exact((norm.vmax - norm.vmin) / 2));
  } else if (isSettled && hasLimits && choices.norm !== "rank") {
    add("--vmin", exact(norm.vmin));
    add("--vmax", exact(norm.vmax));
  } else if (hasLimits) {
    for (const name of /** @type {const} */ (["vmin", "vmax"])) {
      if (choices[name] !== "") {
        add(`--${name}`, choices[name]);
      }
    }
    if (choices.robust) {
      words.push("--robust");
    }
  }
  if (shown.length > 1 && choices.scale !== "shared" && maps.command.sharing) {
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
