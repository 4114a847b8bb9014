/* The picture of a patch: one canvas, a choice of views, boxes over it. Only the bands of the view are fetched, each once. */

import { attempt } from "./attempt.js";
import { fromPlanes } from "./bands.js";
import { h, link } from "./dom.js";
import { viewsOf } from "./views.js";

const COLORS = ["#ffd400", "#00e5ff", "#ff7af6", "#ffffff", "#8dff5c", "#ffa04d"]; // bright: they stand on dark-edged lines over pictures

export const color = (number) => `--row: ${COLORS[(number - 1) % COLORS.length]}`;

export class Picture {
  #release;
  #patch;
  #views;
  #rasters = new Map();
  #canvas;
  svg; // over the canvas, in pixels of the patch
  stage; // holds canvas and svg
  drawn = null; // {view, rasters}: what the canvas shows
  #tabs;
  #about = h("p", { class: "soft about" });
  #failed = h("div", {});
  #legend = h("ul", { class: "legend" });
  #compared = []; // the boxes of one question, in the place of all others

  /** `views` are those of the release unless told. */
  constructor(release, patch, views = viewsOf(release.about)) {
    const { size } = release.about;
    this.#release = release;
    this.#patch = patch;
    this.#views = views;
    this.#canvas = h("canvas", { width: size, height: size, role: "img" });
    this.svg = h("svg", { viewBox: `0 0 ${size} ${size}` });
    this.stage = h("div", { class: "picture" }, this.#canvas, this.svg);
    this.#tabs = h("div", { class: "tabs" }, views.map(({ name, title }) => h("a", { "data-view": name, href: link({ view: name }) }, title)));
    const toggle = h("input", { type: "checkbox", checked: true, onchange: () => this.svg.classList.toggle("off", !toggle.checked) });
    this.elements = [this.#tabs, this.stage, this.#failed, h("div", { class: "under" }, this.#about, h("label", {}, toggle, "boxes")), this.#legend];
  }

  /** The names of the views there are. */
  views() {
    return this.#views.map(({ name }) => name);
  }

  /** Name -> title of the views there are. */
  titles() {
    return Object.fromEntries(this.#views.map(({ name, title }) => [name, title]));
  }

  /** Draws a view; the first one where there is none of this name. */
  async show(wanted) {
    const view = this.#views.find(({ name }) => name === wanted) ?? this.#views[0];
    for (const tab of this.#tabs.children) {
      tab.href = link({ view: tab.dataset.view });
      if (tab.dataset.view === view.name) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    this.view = view.name;
    this.#canvas.removeAttribute("data-view");
    await attempt(this.#failed, async () => {
      const rasters = await this.rasters(view.bands);
      if (this.view === view.name) this.#draw(view, rasters); // else another view was chosen meanwhile
      return [];
    });
  }

  /** Values of bands, name -> typed array. */
  async rasters(names) {
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.#raster(name)])));
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

  #draw(view, rasters) {
    const { size } = this.#release.about;
    const { picture, text, legend } = view.draw(rasters);
    this.#canvas.getContext("2d").putImageData(new ImageData(picture, size, size), 0, 0);
    this.#canvas.dataset.view = view.name;
    this.#canvas.setAttribute("aria-label", `${view.title} of the patch`);
    this.#about.textContent = text;
    this.#legend.replaceChildren(...legend);
    this.drawn = { view, rasters };
  }

  /** The view as a PNG file. */
  png() {
    return new Promise((resolve) => this.#canvas.toBlob(resolve, "image/png"));
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
    this.svg.replaceChildren(...shapes, ...this.#compared);
  }

  /** Lays the boxes that a question compares over the picture, {label, box, right}, in the place of all others; none takes them off. */
  compare(boxes) {
    const group = ({ label, box: [x0, y0, x1, y1], right }, k) => h("g", { class: right ? "compared right" : "compared", style: color(k + 1) }, h("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }), h("text", { x: x0 + 2, y: y0 + 7 }, label));
    for (const one of this.#compared) one.remove();
    this.#compared = boxes.map(group);
    this.svg.append(...this.#compared);
    this.svg.classList.toggle("comparing", boxes.length > 0);
  }
}
