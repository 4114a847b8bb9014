/* The map of places: equal-area projection of Europe on a canvas, dragged, zoomed, and asked what lies under a click. */

const RADIUS = 6371; // km
const CENTER = [10, 52]; // longitude, latitude, as EPSG:3035
const SIDE = 1.2; // km, of a patch
const REACH = 9; // pixels around a click

/** Longitude and latitude in degrees -> km east and south of the center (Lambert azimuthal, on a sphere). */
export function project(longitude, latitude) {
  const [lambda, phi, phi0] = [longitude - CENTER[0], latitude, CENTER[1]].map((degrees) => (degrees * Math.PI) / 180);
  const k = RADIUS * Math.sqrt(2 / (1 + Math.sin(phi0) * Math.sin(phi) + Math.cos(phi0) * Math.cos(phi) * Math.cos(lambda)));
  return [k * Math.cos(phi) * Math.sin(lambda), k * (Math.sin(phi0) * Math.cos(phi) * Math.cos(lambda) - Math.cos(phi0) * Math.sin(phi))];
}

/** outlines.json (steps in hundredths of a degree) -> one path in km. */
function land(rings) {
  const path = new Path2D();
  for (const ring of rings) {
    let [x, y] = [0, 0];
    for (let k = 0; k < ring.length; k += 2) {
      [x, y] = [x + ring[k], y + ring[k + 1]];
      path[k ? "lineTo" : "moveTo"](...project(x / 100, y / 100));
    }
    path.closePath();
  }
  return path;
}

export class PlaceMap {
  #canvas;
  #context;
  #land = new Path2D();
  #points; // x, y in km per patch
  #groups; // split of each patch
  #shown = [];
  #view = { x: 0, y: 0, scale: 0.1 }; // km at the canvas's center, pixels per km
  #pointers = new Map();
  #moved = false;

  /** `onPick` gets the patches under a click, nearest first. */
  constructor(canvas, { longitude, latitude }, groups, onPick) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#points = new Float32Array(2 * groups.length);
    groups.forEach((_, i) => this.#points.set(project(longitude[i], latitude[i]), 2 * i));
    this.#groups = groups;
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#release(event, onPick));
    canvas.addEventListener("pointercancel", (event) => this.#pointers.delete(event.pointerId));
  }

  outline(rings) {
    this.#land = land(rings);
    this.draw();
  }

  show(patches) {
    this.#shown = patches;
    this.draw();
  }

  /** Shows the patches of `show` as large as they fit. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const i of this.#shown) {
      const [x, y] = [this.#points[2 * i], this.#points[2 * i + 1]];
      [west, north, east, south] = [Math.min(west, x), Math.min(north, y), Math.max(east, x), Math.max(south, y)];
    }
    if (!this.#shown.length || !width) return;
    const scale = Math.min((width - 60) / Math.max(east - west, 40), (height - 100) / Math.max(south - north, 40));
    this.#view = { x: (west + east) / 2, y: (north + south) / 2 + 20 / scale, scale }; // the key covers the lower edge
    this.draw();
  }

  /** Zooms by a factor around a point of the canvas, its center unless told. */
  zoom(factor, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2) {
    const [before, scale] = [this.#toKm(x, y), Math.min(100, Math.max(0.02, this.#view.scale * factor))];
    this.#view.scale = scale;
    const after = this.#toKm(x, y);
    this.#view.x += before[0] - after[0];
    this.#view.y += before[1] - after[1];
    this.draw();
  }

  /** Where a patch is on the canvas, in pixels. */
  position(i) {
    const { x, y, scale } = this.#view;
    return [(this.#points[2 * i] - x) * scale + this.#canvas.clientWidth / 2, (this.#points[2 * i + 1] - y) * scale + this.#canvas.clientHeight / 2];
  }

  #toKm(x, y) {
    const { scale } = this.#view;
    return [this.#view.x + (x - this.#canvas.clientWidth / 2) / scale, this.#view.y + (y - this.#canvas.clientHeight / 2) / scale];
  }

  #resize() {
    const ratio = devicePixelRatio;
    const first = !this.#canvas.dataset.sized;
    this.#canvas.width = this.#canvas.clientWidth * ratio;
    this.#canvas.height = this.#canvas.clientHeight * ratio;
    if (first && this.#canvas.width) {
      this.#canvas.dataset.sized = true;
      this.fit();
    } else this.#paint();
  }

  #frame = 0;
  draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    const { x, y, scale } = this.#view;
    const [context, style, ratio] = [this.#context, getComputedStyle(this.#canvas), devicePixelRatio];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(ratio * scale, 0, 0, ratio * scale, this.#canvas.width / 2 - x * scale * ratio, this.#canvas.height / 2 - y * scale * ratio);
    context.fillStyle = style.getPropertyValue("--land");
    context.strokeStyle = style.getPropertyValue("--border");
    context.lineWidth = 0.8 / scale;
    context.fill(this.#land);
    context.stroke(this.#land);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const side = Math.max([7, 5, 2][(this.#shown.length > 1000) + (this.#shown.length > 20000)], SIDE * scale);
    const [left, top] = [this.#canvas.clientWidth / 2 - side / 2, this.#canvas.clientHeight / 2 - side / 2];
    for (let group = 0; group < 4; group++) {
      context.fillStyle = style.getPropertyValue(`--split-${group}`);
      for (const i of this.#shown) {
        if (this.#groups[i] !== group) continue;
        context.fillRect((this.#points[2 * i] - x) * scale + left, (this.#points[2 * i + 1] - y) * scale + top, side, side);
      }
    }
  }

  #wheel(event) {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  }

  #press(event) {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.#moved = this.#pointers.size > 1;
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.offsetX, event.offsetY];
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, now);
    else if (this.#moved || Math.hypot(now[0] - before[0], now[1] - before[1]) > 3) {
      this.#moved = true;
      this.#view.x -= (now[0] - before[0]) / this.#view.scale;
      this.#view.y -= (now[1] - before[1]) / this.#view.scale;
      this.draw();
    } else return;
    this.#pointers.set(event.pointerId, now);
  }

  #pinch(finger, before, now) {
    const [, other] = [...this.#pointers].find(([id]) => id !== finger);
    const distance = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
    this.zoom(distance(now) / Math.max(1, distance(before)), ...other);
  }

  #release(event, onPick) {
    if (this.#pointers.delete(event.pointerId) && !this.#moved) onPick(this.#under(event.offsetX, event.offsetY));
  }

  #under(x, y) {
    const reach = Math.max(REACH, (SIDE / 2) * this.#view.scale);
    const hits = [];
    for (const i of this.#shown) {
      const [px, py] = this.position(i);
      const distance = Math.hypot(px - x, py - y);
      if (distance <= reach) hits.push([distance, i]);
    }
    return hits.sort((a, b) => a[0] - b[0]).map(([, i]) => i);
  }
}
