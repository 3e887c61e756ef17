/**
 * The data that stand in the page itself.
 * @implements {Source}
 */
class EmbeddedSource {
  /** @type {Catalog | null} */
  #catalog = null;

  async catalog() {
    this.#catalog ??= /** @type {Catalog} */ (JSON.parse(textOf("catalog")));
    return this.#catalog;
  }

  /**
   * @param {MapsEntry} maps
   * @param {number} place
   */
  async values(maps, place) {
    const { precision } = await this.catalog();
    const element = /** @type {HTMLElement} */ (document.getElementById(`block-${maps.blocks[place]}`));
    const numbers = numbersOf(await inflated(bytesOf(element.textContent ?? "")), maps.rows, maps.columns, precision);
    // The numbers are kept; the text that they came in is not needed any more.
    element.textContent = "";
    return numbers;
  }
}

/** @param {string} id */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/**
 * Where this page's data come from.
 * @returns {Source}
 */
function openSource() {
  return new EmbeddedSource();
}
