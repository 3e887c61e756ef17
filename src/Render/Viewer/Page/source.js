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
    const element = /** @type {HTMLElement} */ (document.getElementById(`block-${maps.blocks[place]}`));
    const numbers = numbersOf(await inflated(bytesOf(element.textContent ?? "")), maps.rows, maps.columns, maps.tops[place]);
    // The numbers are kept; the text that they came in is not needed any more.
    element.textContent = "";
    return numbers;
  }
}

/**
 * Puts other data in the place of those that stand in the page.
 * @param {Record<string, string>} parts  the catalog and the blocks, by the names of their elements
 */
function replaceData(parts) {
  for (const element of document.querySelectorAll('[id^="block-"]')) {
    element.remove();
  }
  for (const [id, text] of Object.entries(parts)) {
    let element = document.getElementById(id);
    if (!element) {
      // What is no script is never run, whoever sent it.
      element = document.createElement("template");
      element.id = id;
      document.body.append(element);
    }
    element.textContent = text;
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
