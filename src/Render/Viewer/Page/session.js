/** What decides on the numbers that are shown; a change of it makes tokens that were chosen others. */
const choicesOfTokens = ["text", "maps", "drop-special", "merge", "transpose"];
const choicesOfMaps = [...choicesOfTokens, "renormalize", "layers", "heads", "mean"];

/** What there is, what is chosen of it, and the maps that follow. Views ask it; controls change it. */
class Session {
  /** @type {Source} */
  #source;

  /** @type {((names: string[]) => void)[]} */
  #listeners = [];

  /** @type {Map<MapsEntry, (Float32Array | undefined)[]>} */
  #values = new Map();

  /** @type {Map<string, Matrix>} */
  #shown = new Map();

  /** @type {Map<string, Scale>} */
  #scales = new Map();

  /** @type {[TokenGroup[], TokenGroup[]] | null} */
  #groups = null;

  /** @type {Map<string, any>} what follows from the choices, until one changes */
  #kept = new Map();

  /** Whether the choices of a link are still to be held against the numbers. */
  #isUnsettled = false;

  /** @type {string[]} what a link said that makes no sense, until the reader is told */
  senseless = [];

  /**
   * @param {Source} source
   * @param {Catalog} catalog
   * @param {ColorTables} tables
   * @param {Choices} usual
   */
  constructor(source, catalog, tables, usual) {
    this.#source = source;
    this.catalog = catalog;
    this.tables = tables;
    this.usual = usual;
    this.choices = usual;
  }

  /** @returns {TextEntry} */
  get text() {
    return this.catalog.texts[Number(this.choices.text)] ?? this.catalog.texts[0];
  }

  /** @returns {MapsEntry} */
  get maps() {
    return this.text.maps.find((maps) => maps.name === this.choices.maps) ?? this.text.maps[0];
  }

  get isDark() {
    const { theme } = this.choices;
    return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  }

  get fontSize() {
    return Number(this.choices.size);
  }

  get zoom() {
    return Number(this.choices.zoom);
  }

  get threshold() {
    return Number(this.choices.threshold);
  }

  /** The measures of the tokens that are attended to; those of another text are not theirs. */
  get scores() {
    const axis = this.choices.transpose ? this.maps.queries : this.maps.keys;
    return this.text.scores.filter((score) => score.axis === axis);
  }

  /** Whether every number of the chosen maps is there. */
  get isReady() {
    const values = this.#values.get(this.maps) ?? [];
    return this.maps.blocks.every((_, i) => values[i]);
  }

  /** Fetches the numbers of the chosen maps. */
  async load() {
    const { maps } = this;
    let values = this.#values.get(maps);
    if (!values) {
      values = [];
      this.#values.set(maps, values);
      await Promise.all(maps.blocks.map(async (_, place) => {
        /** @type {(Float32Array | undefined)[]} */ (values)[place] = await this.#source.values(maps, place);
      }));
      this.#settle();
      this.#changed(["loaded"]);
    }
  }

  /**
   * Goes on with other data: what was chosen stays, but for tokens of another text.
   * @param {Source} source
   * @param {Catalog} catalog
   */
  async replace(source, catalog) {
    const known = JSON.stringify(this.text.axes.map(({ tokens }) => tokens));
    this.#source = source;
    this.catalog = catalog;
    if (known !== JSON.stringify(this.text.axes.map(({ tokens }) => tokens))) {
      this.choices = { ...this.choices, tokens: "" };
    }
    this.#values.clear();
    this.#forget(choicesOfTokens);
    this.#leave();
    await this.load();
  }

  /**
   * Takes the choices of a link, each if it makes sense beside those before it.
   * @param {string} fragment
   */
  open(fragment) {
    const before = this.choices;
    this.choices = this.usual;
    this.#forget(Object.keys(this.usual));
    for (const [name, value] of choicesIn(fragment, this.usual)) {
      if (problemOf(this, name, value) === "") {
        this.choices = { ...this.choices, [name]: value };
        this.#forget([name]);
      } else {
        this.senseless.push(`${name}=${value}`);
      }
    }
    this.#isUnsettled = true;
    this.#settle();
    const names = /** @type {(keyof Choices)[]} */ (Object.keys(before)).filter((name) => before[name] !== this.choices[name]);
    if (names.length > 0 || this.senseless.length > 0) {
      this.#changed(names);
    }
  }

  // Only the numbers tell whether a limit lies below another that is theirs.
  #settle() {
    if (!this.#isUnsettled || !this.isReady) {
      return;
    }
    this.#isUnsettled = false;
    if (this.scaleProblem({}) !== "") {
      const refused = /** @type {(keyof Choices)[]} */ (["norm", "vmin", "vmax", "vcenter"]).filter((name) => this.choices[name] !== this.usual[name]);
      this.senseless.push(...refused.map((name) => `${name}=${this.choices[name]}`));
      this.choices = { ...this.choices, ...Object.fromEntries(refused.map((name) => [name, this.usual[name]])) };
      this.#forget(refused);
    }
  }

  /** @param {(names: string[]) => void} listener */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** @param {Partial<Choices>} changes */
  change(changes) {
    const names = Object.keys(changes).filter((name) => {
      const key = /** @type {keyof Choices} */ (name);
      return changes[key] !== this.choices[key];
    });
    if (names.length === 0) {
      return;
    }
    this.choices = { ...this.choices, ...changes };
    if (names.some((name) => choicesOfTokens.includes(name)) && !names.includes("tokens")) {
      this.choices.tokens = "";
    }
    this.#forget(names);
    if (["text", "maps", "transpose"].some((name) => names.includes(name))) {
      this.#leave();
    }
    this.#changed(names);
  }

  // What other maps do not have is chosen no more.
  #leave() {
    for (const name of /** @type {const} */ (["maps", "layers", "heads", "layer", "head", "picks", "score"])) {
      if (this.choices[name] !== "" && problemOf(this, name, this.choices[name]) !== "") {
        this.choices = { ...this.choices, [name]: "" };
        this.#forget([name]);
      }
    }
  }

  /** @param {string[]} names */
  #changed(names) {
    this.#forget(names);
    this.#listeners.forEach((listener) => listener(names));
  }

  /** @param {string[]} names */
  #forget(names) {
    if (names.includes("loaded") || names.some((name) => choicesOfMaps.includes(name))) {
      this.#shown.clear();
    }
    if (names.some((name) => choicesOfTokens.includes(name) || name === "pretty")) {
      this.#groups = null;
    }
    this.#scales.clear();
    this.#kept.clear();
  }

  /**
   * @template T
   * @param {string} name
   * @param {() => T} make
   * @returns {T}
   */
  #keep(name, make) {
    if (!this.#kept.has(name)) {
      this.#kept.set(name, make());
    }
    return this.#kept.get(name);
  }

  /** The rows and the columns as they are shown. */
  get groups() {
    if (!this.#groups) {
      const { text, maps, choices } = this;
      const queries = groupsOf(text.axes[maps.queries], maps.rowLabels, choices);
      const keys = groupsOf(text.axes[maps.keys], maps.columnLabels, choices);
      this.#groups = choices.transpose ? [keys, queries] : [queries, keys];
    }
    return this.#groups;
  }

  get rows() {
    return this.groups[0];
  }

  get columns() {
    return this.groups[1];
  }

  /** @returns {(number | null)[]} */
  get layers() {
    return this.#keep("layers", () => chosen(this.maps.layers, this.choices.layers));
  }

  /** @returns {(number | null)[]} */
  get heads() {
    return this.#keep("heads", () => chosen(this.maps.heads, this.choices.heads));
  }

  /** The maps and means that are shown, row by row. */
  get panels() {
    return this.#keep("panels", () => this.#shownPanels());
  }

  #shownPanels() {
    const { layers, heads, choices: { mean } } = this;
    const acrossHeads = heads.length > 1 && (mean === "heads" || mean === "all");
    const acrossLayers = layers.length > 1 && (mean === "layers" || mean === "all");
    if (mean === "only" && layers.length * heads.length > 1) {
      return [panelAt(layers.length > 1 ? "mean" : layers[0], heads.length > 1 ? "mean" : heads[0])];
    }
    /** @type {Panel[]} */
    const panels = [];
    for (const layer of [...layers, ...(acrossLayers ? [/** @type {const} */ ("mean")] : [])]) {
      for (const head of heads) {
        panels.push(panelAt(layer, head));
      }
      if (acrossHeads && (layer !== "mean" || mean === "all")) {
        panels.push(panelAt(layer, "mean"));
      }
    }
    return panels;
  }

  /** The panel that is shown large. */
  get panel() {
    const { panels, choices: { layer, head } } = this;
    return panels.find((panel) => placeName(panel.layer) === layer && placeName(panel.head) === head) ?? panels[0];
  }

  /** @param {Panel} panel */
  select(panel) {
    this.change({ layer: placeName(panel.layer), head: placeName(panel.head) });
  }

  /** The panels whose lines are drawn and whose weights color the text: the picked ones, or the one that is shown large. */
  get picked() {
    return this.#keep("picked", () => {
      const wanted = new Set(this.choices.picks.split(","));
      const picked = this.panels.filter((panel) => wanted.has(pickName(panel)));
      return picked.length > 0 ? picked : [this.panel];
    });
  }

  /** @param {Panel} panel */
  togglePick(panel) {
    const picks = this.choices.picks === "" ? [] : this.choices.picks.split(",");
    const name = pickName(panel);
    const rest = picks.filter((pick) => pick !== name);
    this.change({ picks: (rest.length < picks.length ? rest : [...picks, name]).join(",") });
  }

  /** The rows that are chosen, by their places. */
  get chosenRows() {
    return this.#keep("rows", () => (this.choices.tokens === "" ? [] : listed(this.choices.tokens, this.rows.map((_, row) => row))));
  }

  /** @param {number} row */
  toggleRow(row) {
    const { chosenRows } = this;
    const rest = chosenRows.filter((one) => one !== row);
    this.change({ tokens: (rest.length < chosenRows.length ? rest : [...chosenRows, row]).sort((a, b) => a - b).join(",") });
  }

  /**
   * A map or a mean of some, as it is shown.
   * @param {Panel} panel
   * @returns {Matrix}
   */
  matrix(panel) {
    const name = pickName(panel);
    let matrix = this.#shown.get(name);
    if (!matrix) {
      matrix = this.#made(panel);
      this.#shown.set(name, matrix);
    }
    return matrix;
  }

  /**
   * @param {Panel} panel
   * @returns {Matrix}
   */
  #made({ layer, head }) {
    if (layer === "mean" || head === "mean") {
      const { layers, heads } = this;
      return meanOf((layer === "mean" ? layers : [layer]).flatMap(
        (one) => (head === "mean" ? heads : [head]).map((other) => this.matrix(panelAt(one, other)))));
    }
    const { text, maps, choices } = this;
    const axis = text.axes[maps.queries];
    const [queries, keys] = choices.transpose ? [this.columns, this.rows] : [this.rows, this.columns];
    const map = shownMap(
      this.raw(layer, head), queries, keys, mergesOf(axis, maps.rowLabels, choices), choices.renormalize && !maps.signed);
    return choices.transpose ? transposed(map) : map;
  }

  /**
   * A map as the model made it.
   * @param {number | null} layer
   * @param {number | null} head
   * @returns {Matrix}
   */
  raw(layer, head) {
    const { rows, columns, layers, heads } = this.maps;
    const values = this.#values.get(this.maps)?.[layer === null ? 0 : layers?.indexOf(layer) ?? 0];
    const start = (head === null ? 0 : heads?.indexOf(head) ?? 0) * rows * columns;
    return { rows, columns, values: values?.subarray(start, start + rows * columns) ?? new Float32Array(rows * columns) };
  }

  /**
   * The scale of a panel, which it may share with others.
   * @param {Panel} panel
   */
  scale(panel) {
    const name = sharerName(panel, this.choices.scale);
    let found = this.#scales.get(name);
    if (!found) {
      found = this.scaleOf(this.#sharing(name, this.choices.scale), this.maps.signed);
      this.#scales.set(name, found);
    }
    return found;
  }

  /**
   * @param {string} name
   * @param {string} sharing
   */
  #sharing(name, sharing) {
    return this.panels.filter((panel) => sharerName(panel, sharing) === name).map((panel) => this.matrix(panel).values);
  }

  /**
   * Why the command line would refuse the colours that some changes make, in its words; empty where it would not.
   * @param {Partial<Choices>} changes
   */
  scaleProblem(changes) {
    const choices = { ...this.choices, ...changes };
    for (const name of new Set(this.panels.map((panel) => sharerName(panel, choices.scale)))) {
      const { problem } = settleScale(this.tables, choices, this.maps.signed, this.isDark, this.#sharing(name, choices.scale));
      if (problem !== "") {
        return problem;
      }
    }
    return "";
  }

  /**
   * The scale of numbers that are no map.
   * @param {Float32Array[]} parts
   * @param {boolean} isSigned
   */
  scaleOf(parts, isSigned) {
    return settleScale(this.tables, this.choices, isSigned, this.isDark, parts);
  }

  /**
   * The panels in the order that is chosen, and what each is ordered by.
   * @returns {{panel: Panel, value: number | null}[]}
   */
  get ordered() {
    const statistic = this.choices.order === "layer" ? null : headStatistics[this.choices.order];
    const panels = this.panels.map((panel) => ({ panel, value: statistic ? statistic(this.matrix(panel)) : null }));
    return statistic ? panels.sort((one, other) => (other.value ?? 0) - (one.value ?? 0)) : panels;
  }

  /** What stands under a picture of this. */
  get caption() {
    const { view, transpose } = this.choices;
    const sides = view === "text" ? ""
      : say(view === "lines" ? (transpose ? "the right attends to the left" : "the left attends to the right")
        : transpose ? "columns attend to rows" : "rows attend to columns");
    return [this.maps.caption, sides].filter(Boolean).join(" · ");
  }
}

/**
 * Those of some numbers that a list names; all where it names none of them.
 * @param {number[] | undefined} all
 * @param {string} list
 * @returns {(number | null)[]}
 */
function chosen(all, list) {
  const found = all && list !== "" ? listed(list, all) : [];
  return !all ? [null] : found.length > 0 ? found : all;
}

/**
 * @param {Place} layer
 * @param {Place} head
 * @returns {Panel}
 */
function panelAt(layer, head) {
  const name = layer === "mean" && head === "mean" ? "mean"
    : layer === "mean" ? (head === null ? "mean" : `mean H${head}`)
    : head === "mean" ? `L${layer} mean`
    : layer === null ? ""
    : head === null ? `L${layer}` : `L${layer} H${head}`;
  return { layer, head, name };
}

/**
 * Those of one name share a scale.
 * @param {Panel} panel
 * @param {string} sharing
 */
function sharerName(panel, sharing) {
  return sharing === "panel" ? pickName(panel) : sharing === "row" ? placeName(panel.layer) : "";
}

/** @param {Place} place */
function placeName(place) {
  return place === null ? "" : String(place);
}

/** @param {Panel} panel */
function pickName(panel) {
  return `${placeName(panel.layer)}.${placeName(panel.head)}`;
}
