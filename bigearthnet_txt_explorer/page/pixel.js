/* The pixel under the pointer: where it lies, the values of the view's bands there, its land cover. */

import { h, number } from "./dom.js";

const at = (raster, size, x, y) => {
  const side = Math.sqrt(raster.length);
  return raster[Math.floor((y * side) / size) * side + Math.floor((x * side) / size)];
};

const written = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(2));

const index = (value) => (Number.isNaN(value) ? "without data" : value.toFixed(3));

/** Words about a pixel: column, row, map coordinates of its center, values, class. */
export function pixelText({ about, facts, drawn, codes }, x, y) {
  const { size, clc } = about;
  const parts = [`column ${x}, row ${y}`];
  if (facts) {
    const [west, , east, north] = facts.bounds;
    const step = (east - west) / size;
    parts.push(`E ${number(west + (x + 0.5) * step)} N ${number(north - (y + 0.5) * step)} (EPSG:${facts.epsg})`);
  }
  for (const [name, raster] of Object.entries(drawn.rasters)) if (name !== about.land_cover) parts.push(`${name} ${written(at(raster, size, x, y))}`);
  if (drawn.view.values) parts.push(`${drawn.view.title} ${index(drawn.view.values(drawn.rasters)[y * size + x])}`);
  if (codes) parts.push(`${codes[y * size + x]} ${clc[codes[y * size + x]][0]}`);
  return parts.join(" · ");
}

/** A line under the picture that follows the pointer; `known` gives what is there of the patch. */
export function pixelLine(picture, about, known) {
  const line = h("p", { class: "soft pixel" }, "Point at the picture for the values of a pixel.");
  let codes = null;
  picture.stage.addEventListener("pointermove", async (event) => {
    if (!picture.drawn) return;
    const box = picture.stage.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((part) => Math.min(about.size - 1, Math.max(0, Math.floor(part * about.size))));
    const show = () => (line.textContent = pixelText({ about, facts: known(), drawn: picture.drawn, codes }, x, y));
    show();
    codes ??= (await picture.rasters([about.land_cover]).catch(() => ({})))[about.land_cover] ?? null;
    show();
  });
  return line;
}
