/* The picture of a patch: one canvas, a choice of views, boxes over it. Only the bands of the view are fetched, each once. */

import { bandsOf, composite, fromPlanes, landCover } from "./bands.js";
import { h, link } from "./dom.js";

const TITLES = { true_color: "True color", false_color: "False color", swir: "SWIR", sar: "SAR", land_cover: "Land cover" };
const COLORS = ["#ffd400", "#00e5ff", "#ff7af6", "#ffffff", "#8dff5c", "#ffa04d"]; // bright: they stand on dark-edged lines over pictures

export const color = (number) => `--row: ${COLORS[(number - 1) % COLORS.length]}`;

export class Picture {
  #release;
  #patch;
  #rasters = new Map();
  #canvas;
  svg; // over the canvas, in pixels of the patch
  #tabs;
  #about = h("p", { class: "soft about" });
  #legend = h("ul", { class: "legend" });

  constructor(release, patch) {
    const { size } = release.about;
    this.#release = release;
    this.#patch = patch;
    this.#canvas = h("canvas", { width: size, height: size, role: "img" });
    this.svg = h("svg", { viewBox: `0 0 ${size} ${size}` });
    this.#tabs = h("div", { class: "tabs" }, this.views().map((view) => h("a", { "data-view": view, href: link({ view }) }, TITLES[view] ?? view)));
    const toggle = h("input", { type: "checkbox", checked: true, onchange: () => this.svg.classList.toggle("off", !toggle.checked) });
    this.elements = [
      this.#tabs,
      h("div", { class: "picture" }, this.#canvas, this.svg),
      h("div", { class: "under" }, this.#about, h("label", {}, toggle, "boxes")),
      this.#legend,
    ];
  }

  /** The views there are: composites if the release has pixels, then the land cover. */
  views() {
    const { pixels, composites } = this.#release.about;
    return [...(pixels ? Object.keys(composites) : []), "land_cover"];
  }

  /** Draws a view; the first one where there is none of this name. */
  async show(wanted) {
    const view = this.views().includes(wanted) ? wanted : this.views()[0];
    for (const tab of this.#tabs.children) {
      tab.href = link({ view: tab.dataset.view });
      tab.toggleAttribute("aria-current", tab.dataset.view === view);
    }
    this.view = view;
    this.#canvas.removeAttribute("data-view");
    const channels = this.#release.about.composites[view];
    const names = channels ? bandsOf(channels) : [this.#release.about.land_cover];
    const rasters = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.#raster(name)])));
    if (this.view !== view) return; // another view was chosen meanwhile
    this.#draw(view, rasters, channels);
  }

  #raster(name) {
    const [, dtype] = this.#release.about.bands[name];
    if (!this.#rasters.has(name)) {
      const read = this.#release.patch(this.#patch, [name]).then((row) => fromPlanes(row[name], dtype));
      read.catch(() => this.#rasters.delete(name));
      this.#rasters.set(name, read);
    }
    return this.#rasters.get(name);
  }

  #draw(view, rasters, channels) {
    const { size, clc, land_cover: map } = this.#release.about;
    const land = channels ? null : landCover(rasters[map], clc);
    const picture = land?.picture ?? composite(rasters, channels, size);
    this.#canvas.getContext("2d").putImageData(new ImageData(picture, size, size), 0, 0);
    this.#canvas.dataset.view = view;
    this.#canvas.setAttribute("aria-label", `${TITLES[view]} of the patch`);
    this.#about.textContent = channels ? channels.map(([band, low, high]) => `${band} ${low} to ${high}`).join(" · ") : "CORINE Land Cover 2018";
    this.#legend.replaceChildren(...(land ? legend(land.pixels, clc, this.#release.about.classes) : []));
  }

  /** Lays boxes and points over the picture; `onPoint` is told the number of the box under the pointer. */
  overlay(boxes, onPoint) {
    const { size } = this.#release.about;
    const shapes = boxes.map((row, k) => {
      const [x0, y0, x1, y1] = row.box_pixels;
      const number = k + 1;
      const shape = h("rect", { class: row.category, x: x0, y: y0, width: x1 - x0, height: y1 - y0 });
      const at = row.point ? [row.point[0] * size + 2, row.point[1] * size - 1] : [(number >> 1) % 2 ? x1 - 6 : x0 + 2, number % 2 ? y0 + 7 : y1 - 2];
      const point = row.point ? h("circle", { cx: row.point[0] * size, cy: row.point[1] * size, r: 1.5 }) : null;
      return h("g", { "data-box": number, style: color(number), onpointerenter: () => onPoint(number) }, shape, point, h("text", { x: at[0], y: at[1] }, String(number)));
    });
    this.svg.replaceChildren(...shapes);
  }
}

/** The classes of a map in class order, each with the colors of its CORINE codes and its share; unlabelled land last. */
function legend(pixels, clc, classes) {
  const total = [...pixels.values()].reduce((sum, count) => sum + count, 0);
  return [...classes, null].flatMap((label) => {
    const codes = [...pixels.keys()].filter((code) => clc[code][1] === label).sort((a, b) => a - b);
    if (!codes.length) return [];
    const part = codes.reduce((sum, code) => sum + pixels.get(code), 0) / total;
    const swatches = codes.map((code) => h("span", { class: "swatch", style: `background: ${clc[code][2]}`, title: clc[code][0] }));
    const name = label ?? `no class: ${codes.map((code) => clc[code][0]).join("; ")}`;
    return [h("li", {}, swatches, `${name} ${part < 0.0005 ? "<0.1" : (part * 100).toFixed(1)}%`)];
  });
}
