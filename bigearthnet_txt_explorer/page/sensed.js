/* What a question on radar or infrared compares: the boxes it names, the view that shows the answer, what is measured in them. */

import { h, number } from "./dom.js";

const BOX = /\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]/g;
const SQUARES = ["radar square", "radar"]; // the categories about nine squares, which no text writes out
const LETTERS = "ABCD";

/** What a row compares, such as VV and NDVI; nothing if it is no such question. */
export const quantitiesOf = (row, about) => (row.quantity ?? compared(row, about)).split(" and ").filter((name) => Object.hasOwn(about.quantities, name));

/** What a row without the column `quantity` compares, by its category and its words. */
function compared(row, about) {
  const among = Object.hasOwn(about.compared, row.category) ? about.compared[row.category] : "";
  if (among.includes(" and ")) return among;
  const names = among.split(" ");
  return names.slice(0, -1).find((name) => row.input.includes(name)) ?? names.at(-1);
}

/** The views that show the answer, in the order of the quantities. */
export const viewsFor = (row, about) => quantitiesOf(row, about).map((name) => about.quantities[name].view);

/** The boxes of a row, {label, box, right}: A to D of options, else 1, 2 and so on; `box` in pixels, half-open. */
export function comparedBoxes(row, size) {
  if (SQUARES.includes(row.category)) return squares(row, size);
  const lettered = (row.options ?? []).some((option) => option.startsWith("["));
  return [...row.input.matchAll(BOX)].map(([text, ...edges], k) => ({
    label: lettered ? LETTERS[k] : String(k + 1),
    box: edges.map((part) => Math.round(part * size)),
    right: lettered && text === row.answer,
  }));
}

/** The nine squares of the patch, row by row. */
function squares(row, size) {
  const side = size / 3;
  return Array.from({ length: 9 }, (_, k) => {
    const [x, y] = [(k % 3) * side, Math.floor(k / 3) * side];
    const box = [x, y, x + side, y + side];
    return { label: String(k + 1), box, right: box.every((edge, at) => edge === row.box_pixels?.[at]) };
  });
}

const isRadar = (band, about) => about.bands[band][1] === "<f4";

/** The mean of a band in a box; of radar that of its power, in dB. */
function mean(raster, box, size, radar) {
  const side = Math.sqrt(raster.length);
  const [x0, y0, x1, y1] = box.map((edge) => Math.floor((edge * side) / size));
  let sum = 0;
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += radar ? 10 ** (raster[y * side + x] / 10) : raster[y * side + x];
  const found = sum / ((x1 - x0) * (y1 - y0));
  return radar ? 10 * Math.log10(found) : found;
}

/** A quantity of a box: the mean of a band; of two of radar their difference, of two others (one - other) / (one + other). */
export function measured(rasters, name, box, about) {
  const { bands } = about.quantities[name];
  const radar = isRadar(bands[0], about);
  const [one, other] = bands.map((band) => mean(rasters[band], box, about.size, radar));
  if (other === undefined) return one;
  return radar ? one - other : (one - other) / (one + other);
}

function written(name, value, about) {
  const { bands } = about.quantities[name];
  if (isRadar(bands[0], about)) return `${value.toFixed(2)} dB`;
  return bands.length === 1 ? number(Math.round(value)) : value.toFixed(3);
}

/** The bands that the quantities of a row are made of. */
export const bandsFor = (row, about) => [...new Set(quantitiesOf(row, about).flatMap((name) => about.quantities[name].bands))];

/** The boxes with what the pixels of the patch say of each, as a table. */
export function measures(row, rasters, about) {
  const names = quantitiesOf(row, about);
  const cells = ({ box }) => names.map((name) => h("td", {}, written(name, measured(rasters, name, box, about), about)));
  const line = (one) => h("tr", { class: one.right ? "answer" : null }, h("th", { scope: "row" }, one.label), h("td", {}, one.box.join(", ")), cells(one));
  const head = ["box", "pixels", ...names].map((title) => h("th", { scope: "col" }, title));
  const table = h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, comparedBoxes(row, about.size).map(line)));
  const said = names.includes("NDBI") ? "NDBI is NDMI with the other sign: darker means more at 1,610 nm. " : "";
  return [h("div", { class: "proof measures wide", tabindex: 0, role: "group", "aria-label": "what the boxes measure" }, table), h("p", { class: "soft" }, `${said}Means of the pixels of a box; of radar those of its power, in dB.`)];
}
