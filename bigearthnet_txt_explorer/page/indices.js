/* Index views: normalized differences of two bands, (a - b) / (a + b), from -1 to 1. */

import { h } from "./dom.js";

// Rouse et al. 1974; McFeeters 1996; Key and Benson 2006; Gao 1996
const INDICES = {
  ndvi: ["NDVI", "B08", "B04", "green plants"],
  ndwi: ["NDWI", "B03", "B08", "open water"],
  ndmi: ["NDMI", "B8A", "B11", "moisture of plants"],
  nbr: ["NBR", "B8A", "B12", "low where it burnt"],
};
const RAMP = [[-1, [92, 48, 20]], [0, [247, 240, 215]], [1, [0, 90, 50]]]; // brown, pale, green

/** (a - b) / (a + b) of two rasters of any sides, on `size` x `size` pixels; 0 where both are 0. */
export function normalized(a, b, size) {
  const [one, other] = [a, b].map((raster) => spread(raster, size));
  return Float32Array.from(one, (value, p) => (value + other[p] ? (value - other[p]) / (value + other[p]) : 0));
}

/** A raster on `size` x `size` pixels: those of coarser bands are repeated. */
export function spread(raster, size) {
  const side = Math.sqrt(raster.length);
  const part = (k) => Math.floor((k * side) / size);
  return Float32Array.from({ length: size * size }, (_, p) => raster[part(Math.floor(p / size)) * side + part(p % size)]);
}

function color(value) {
  const [[low, dark], [high, bright]] = value < 0 ? [RAMP[0], RAMP[1]] : [RAMP[1], RAMP[2]];
  const part = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return dark.map((from, k) => Math.round(from + (bright[k] - from) * part));
}

/** The index views of a release that has the bands. */
export function indexViews({ pixels, bands, size }) {
  const names = pixels ? Object.keys(INDICES).filter((name) => INDICES[name].slice(1, 3).every((band) => bands[band])) : [];
  return names.map((name) => indexView(name, size));
}

function indexView(name, size) {
  const [title, a, b, meaning] = INDICES[name];
  const values = (rasters) => normalized(rasters[a], rasters[b], size);
  const draw = (rasters) => {
    const picture = new Uint8ClampedArray(size * size * 4).fill(255);
    values(rasters).forEach((value, p) => picture.set(color(value), p * 4));
    const legend = [-1, -0.5, 0, 0.5, 1].map((value) => h("li", {}, h("span", { class: "swatch", style: `background: rgb(${color(value)})` }), String(value)));
    return { picture, text: `(${a} − ${b}) / (${a} + ${b}): ${meaning}`, legend };
  };
  return { name, title, bands: [a, b], draw, values };
}
