/* Maps of an index in the colors of a ramp, and single bands in gray: the same pixels as `render()` gives. */

import { stretched } from "./bands.js";
import { h, number } from "./dom.js";
import { compositeView } from "./views.js";

const MAPS = { ndvi: ["NDVI", "green plants"], ndmi: ["NDMI", "moisture of plants"], ndwi: ["NDWI", "open water"], nbr: ["NBR", "burn ratio"], ndrei: ["NDREI", "red edge"] };
const GRAYS = { vv: "VV", vh: "VH", vh_vv: "VH − VV" };
const MARKS = 5; // colors of the ramp in a legend

/** (a - b) / (a + b) of two rasters of any sides, on `size` x `size` pixels; NaN where the sum is 0: no data. */
export function normalized(a, b, size) {
  const [one, other] = [a, b].map((raster) => spread(raster, size));
  return Float64Array.from(one, (value, p) => (value - other[p]) / (value + other[p]));
}

/** A raster on `size` x `size` pixels: those of coarser bands are repeated. */
export function spread(raster, size) {
  const side = Math.sqrt(raster.length);
  const part = (k) => Math.floor((k * side) / size);
  return Float32Array.from({ length: size * size }, (_, p) => raster[part(Math.floor(p / size)) * side + part(p % size)]);
}

/** "440154450559..." -> [[68, 1, 84], [69, 5, 89], ...] */
const colorsOf = (ramp) => ramp.match(/../g).map((byte) => parseInt(byte, 16)).reduce((colors, byte, k) => (k % 3 ? colors.at(-1).push(byte) : colors.push([byte]), colors), []);

/** The maps and the gray bands of a release with pixels. */
export function indexViews({ pixels, maps, grays, ramp, size }) {
  if (!pixels) return [];
  const colors = colorsOf(ramp);
  const gray = ([name, channel]) => compositeView(name, GRAYS[name] ?? name, [channel, channel, channel], size);
  return [...Object.entries(maps).map(([name, map]) => mapView(name, map, colors, size)), ...Object.entries(grays).map(gray)];
}

function mapView(name, [a, b, low, high, gamma], colors, size) {
  const [title, meaning] = MAPS[name] ?? [name, ""];
  const color = (value) => (Number.isNaN(value) ? [0, 0, 0] : colors[stretched(value, low, high, gamma)]);
  const values = (rasters) => normalized(rasters[a], rasters[b], size);
  const draw = (rasters) => {
    const picture = new Uint8ClampedArray(size * size * 4).fill(255);
    values(rasters).forEach((value, p) => picture.set(color(value), p * 4));
    return { picture, text: `(${a} − ${b}) / (${a} + ${b}): ${meaning}`, legend: legend(color, low, high) };
  };
  return { name, title, bands: [a, b], draw, values };
}

/** Colors of the ramp at even steps, each with its value. */
function legend(color, low, high) {
  const values = Array.from({ length: MARKS }, (_, k) => low + ((high - low) * k) / (MARKS - 1));
  return values.map((value) => h("li", {}, h("span", { class: "swatch", style: `background: rgb(${color(value)})` }), number(Math.round(value * 100) / 100)));
}
