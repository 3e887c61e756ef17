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

  /**
   * @param {Source} source
   * @param {Catalog} catalog
   * @param {ColorTables} tables
   * @param {Choices} usual
   * @param {Choices} choices
   */
  constructor(source, catalog, tables, usual, choices) {
    this.#source = source;
    this.catalog = catalog;
    this.tables = tables;
    this.usual = usual;
    this.choices = choices;
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
    return Math.min(Math.max(Number(this.choices.size) || 14, 9), 28);
  }

  get threshold() {
    return Math.max(Number(this.choices.threshold) || 0, 0);
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
      this.choices.tokens = "";
    }
    this.#values.clear();
    this.#groups = null;
    await this.load();
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
    this.#changed(names);
  }

  /** @param {string[]} names */
  #changed(names) {
    if (names.includes("loaded") || names.some((name) => choicesOfMaps.includes(name))) {
      this.#shown.clear();
    }
    if (names.some((name) => choicesOfTokens.includes(name) || name === "pretty")) {
      this.#groups = null;
    }
    this.#scales.clear();
    this.#listeners.forEach((listener) => listener(names));
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
    return chosen(this.maps.layers, this.choices.layers);
  }

  /** @returns {(number | null)[]} */
  get heads() {
    return chosen(this.maps.heads, this.choices.heads);
  }

  /** The maps and means that are shown, row by row. */
  get panels() {
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
    const { panels } = this;
    const wanted = this.choices.picks.split(",");
    const picked = panels.filter((panel) => wanted.includes(pickName(panel)));
    return picked.length > 0 ? picked : [this.panel];
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
    return this.choices.tokens === "" ? [] : (listed(this.choices.tokens) ?? []).filter((row) => row < this.rows.length);
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
    const { scale } = this.choices;
    const sharers = scale === "panel" ? [panel]
      : scale === "row" ? this.panels.filter((other) => other.layer === panel.layer)
      : this.panels;
    const name = scale === "panel" ? pickName(panel) : scale === "row" ? placeName(panel.layer) : "";
    let found = this.#scales.get(name);
    if (!found) {
      found = this.scaleOf(sharers.map((sharer) => this.matrix(sharer).values), this.maps.signed);
      this.#scales.set(name, found);
    }
    return found;
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
    const statistic = this.choices.order in headStatistics ? headStatistics[this.choices.order] : null;
    const panels = this.panels.map((panel) => ({ panel, value: statistic ? statistic(this.matrix(panel)) : null }));
    return statistic ? panels.sort((one, other) => (other.value ?? 0) - (one.value ?? 0)) : panels;
  }

  /** What stands under a picture of this. */
  get caption() {
    return this.maps.caption;
  }
}

/**
 * Those of some numbers that a list names; all where it names none of them.
 * @param {number[] | undefined} all
 * @param {string} list
 * @returns {(number | null)[]}
 */
function chosen(all, list) {
  const wanted = list === "" ? [] : listed(list) ?? [];
  const found = wanted.filter((number) => all?.includes(number));
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

/** @param {Place} place */
function placeName(place) {
  return place === null ? "" : String(place);
}

/** @param {Panel} panel */
function pickName(panel) {
  return `${placeName(panel.layer)}.${placeName(panel.head)}`;
}
