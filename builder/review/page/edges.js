/* A box over the picture whose edges are dragged, or moved by keys, in whole pixels of the patch. */

import { h } from "./explorer/dom.js";

export const EDGES = ["left", "top", "right", "bottom"];

const MARGIN = 1.5; // pixels around the patch where an edge at its border can be taken

export class Edges {
  #svg;
  #size;
  #onMoved;
  #group;
  #drag = null; // { from: place of the pointer in pixels, at: where the edge was }
  edge = 0;

  /** `onMoved` is told the box when an edge was moved. */
  constructor(svg, size, box, onMoved) {
    Object.assign(this, { box: [...box] });
    this.#svg = svg;
    this.#size = size;
    this.#onMoved = onMoved;
    this.#group = h("g", { class: "edges" }, h("rect", { class: "ground", x: -MARGIN, y: -MARGIN, width: size + 2 * MARGIN, height: size + 2 * MARGIN }), h("rect", { class: "box" }), h("rect", { class: "edge" }));
    svg.append(this.#group);
    this.#group.addEventListener("pointerdown", (event) => this.#press(event));
    this.#group.addEventListener("pointermove", (event) => this.#move(event));
    // Without these two the browser takes a finger at the border for one on a link nearby, and a short move for a click.
    this.#group.firstChild.addEventListener("click", (event) => event.preventDefault());
    this.#group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    for (const end of ["pointerup", "pointercancel"]) this.#group.addEventListener(end, () => this.#release());
    this.#draw();
  }

  /** Puts the box over all that was drawn since. */
  raise() {
    this.#svg.append(this.#group);
  }

  remove() {
    this.#group.remove();
  }

  choose(edge) {
    this.edge = edge;
    this.#draw();
  }

  /** Moves the chosen edge by pixels; left and top to smaller numbers. */
  step(pixels) {
    this.#put(this.box[this.edge] + pixels);
    this.#onMoved(this.box);
  }

  #put(place) {
    const other = this.box[(this.edge + 2) % 4];
    const [low, high] = this.edge < 2 ? [0, other - 1] : [other + 1, this.#size];
    this.box[this.edge] = Math.min(high, Math.max(low, place));
    this.#draw();
  }

  #draw() {
    const [x0, y0, x1, y1] = this.box;
    const [, box, edge] = this.#group.children;
    const lines = [[x0, y0, 0, y1 - y0], [x0, y0, x1 - x0, 0], [x1, y0, 0, y1 - y0], [x0, y1, x1 - x0, 0]];
    const place = (shape, [x, y, width, height]) => Object.entries({ x, y, width, height }).forEach(([name, value]) => shape.setAttribute(name, value));
    place(box, [x0, y0, x1 - x0, y1 - y0]);
    const [x, y, width, height] = lines[this.edge];
    place(edge, [x - 0.4, y - 0.4, width + 0.8, height + 0.8]);
  }

  /** The pointer in pixels of the patch. */
  #at(event) {
    const { left, top, width } = this.#svg.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top].map((part) => (part * this.#size) / width);
  }

  /** The edge next to a place: how far it is along its axis, or from its ends across. */
  #nearest([x, y]) {
    const [x0, y0, x1, y1] = this.box;
    const beyond = (value, low, high) => Math.max(low - value, 0, value - high);
    const away = [Math.abs(x - x0), Math.abs(y - y0), Math.abs(x - x1), Math.abs(y - y1)];
    const off = [beyond(y, y0, y1), beyond(x, x0, x1)];
    const far = away.map((distance, k) => Math.hypot(distance, off[k % 2]));
    return far.indexOf(Math.min(...far));
  }

  #press(event) {
    const place = this.#at(event);
    this.choose(this.#nearest(place));
    this.#drag = { from: place[this.edge % 2], at: this.box[this.edge] };
    this.#group.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  #move(event) {
    if (this.#drag) this.#put(Math.round(this.#drag.at + this.#at(event)[this.edge % 2] - this.#drag.from));
  }

  #release() {
    if (this.#drag && this.#drag.at !== this.box[this.edge]) this.#onMoved(this.box);
    this.#drag = null;
  }
}
