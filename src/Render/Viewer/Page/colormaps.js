/**
 * A list of colormaps with a field to search in it: a combobox that shows the colours.
 * @param {Session} session
 */
function colormapPicker(session) {
  const field = element("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "colormap-list", "aria-autocomplete": "list", id: "colormap",
    autocomplete: "off", spellcheck: "false", placeholder: say("Search colormaps"), "aria-label": say("Search colormaps"),
  });
  const list = element("div", { role: "listbox", id: "colormap-list", hidden: "", "aria-label": say("Colormap") });
  const strip = element("canvas", { class: "strip", width: "256", height: "1", "aria-hidden": "true" });
  const reverse = element("input", { type: "checkbox", "data-choice": "reversed" });
  const name = () => session.choices.cmap || usualColormap(session.maps.signed, session.isDark);
  const show = () => {
    field.value = name().replace(/_r$/, "");
    reverse.checked = name().endsWith("_r");
    paintStrip(strip, session.tables.get(name()));
  };

  let active = -1;
  const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-name]")]);
  const activate = (/** @type {number} */ place) => {
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
    active = place;
    if (place >= 0) {
      field.setAttribute("aria-activedescendant", options()[place].id);
      options()[place].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (/** @type {string} */ wanted) => {
    list.replaceChildren(...session.tables.all.filter((map) => `${map.name} ${map.kind}`.toLowerCase().includes(wanted.toLowerCase())).map((map) => {
      const swatch = element("canvas", { class: "strip", width: "64", height: "1", "aria-hidden": "true" });
      paintStrip(swatch, session.tables.get(map.name));
      const option = element(
        "div", { role: "option", id: `colormap-${map.name}`, "aria-selected": "false", "data-name": map.name }, swatch, map.name,
        element("small", {}, map.kind));
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(map.name);
      });
      return option;
    }));
    if (list.children.length === 0) {
      list.append(element("div", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, tell("No colormap '{0}'.", wanted)));
    }
    field.setAttribute("aria-invalid", String(options().length === 0));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    activate(options().findIndex((option) => option.dataset.name === wanted));
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-invalid", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const take = (/** @type {string} */ chosen) => {
    close();
    session.change({ cmap: `${chosen}${reverse.checked ? "_r" : ""}` });
    show();
  };

  field.addEventListener("focus", () => { field.select(); });
  field.addEventListener("click", () => open(""));
  field.addEventListener("input", () => open(field.value.trim()));
  field.addEventListener("blur", () => { close(); show(); });
  field.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        open("");
      }
      activate((active + (event.key === "ArrowDown" ? 1 : options().length - 1)) % Math.max(options().length, 1));
    } else if (event.key === "Enter" && !list.hidden && count > 0) {
      event.preventDefault();
      take(options()[Math.max(active, 0)].dataset.name ?? "");
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
      show();
    }
  });
  reverse.addEventListener("change", () => session.change({ cmap: `${name().replace(/_r$/, "")}${reverse.checked ? "_r" : ""}` }));
  const reset = element("button", { type: "button", class: "small" }, say("as usual"));
  reset.addEventListener("click", () => session.change({ cmap: "" }));
  show();
  return element(
    "div", { class: "picker" }, strip, field, list,
    element("div", { class: "line" }, element("label", { class: "tick" }, reverse, element("span", {}, say("Reversed"))), reset));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ColorTable} table
 */
function paintStrip(canvas, table) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, 1);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = table.colors[Math.trunc((i * table.colors.length) / pixels.length)];
  }
  context.putImageData(image, 0, 0);
}
