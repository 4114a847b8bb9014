/* What a reader takes along: the view as GeoTIFF or PNG, the rows as JSON, the lines of code that load a row. */

import { h } from "./dom.js";
import { geotiff } from "./geotiff.js";

function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const plain = (key, value) => (typeof value === "bigint" ? String(value) : value);

/** Buttons that save what is shown; `known` gives facts and rows of the patch. */
export function saveButtons(name, picture, about, known) {
  const button = (title, make) => h("button", { type: "button", "data-save": title, onclick: make }, title);
  return h("p", { class: "save" }, "Save ",
    button("GeoTIFF", () => save(`${name}_${picture.view}.tif`, geotiff(picture.drawn.rasters, { ...known().facts, size: about.size }), "image/tiff")),
    button("PNG", async () => save(`${name}_${picture.view}.png`, await picture.png(), "image/png")),
    button("JSON", () => save(`${name}.json`, JSON.stringify({ patch_id: name, ...known().facts, texts: known().rows }, plain, 1), "application/json")));
}

/** Three lines of Python that load a row of a config. */
export function codeFor(about, config, split, row) {
  const hub = /\/datasets\/([\w.-]+\/[\w.-]+)\/resolve\/([^/]+)/.exec(about.data);
  const source = hub ? `"${hub[1]}", revision="${hub[2]}"` : JSON.stringify(about.source);
  return `from bigearthnet_txt import load\nrows = load("${config}", "${split}", source=${source})\nrow = rows[${row}]`;
}

/** A button that shows the lines and copies them. */
export function codeButton(code) {
  const lines = h("pre", { class: "code", hidden: true, tabindex: 0 }, code);
  const button = h("button", { type: "button", class: "small", "aria-expanded": "false", onclick: show }, "Copy code");
  async function show() {
    lines.hidden = false;
    button.setAttribute("aria-expanded", "true");
    const copied = await navigator.clipboard?.writeText(code).then(() => true, () => false);
    button.textContent = copied ? "Copied" : "Copy code";
  }
  return [button, lines];
}
