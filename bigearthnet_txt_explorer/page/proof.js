/* Why a row is true: the land cover with the classes outlined that the row speaks of, and their numbers; of a question on radar or infrared what its boxes measure. */

import { attempt } from "./attempt.js";
import { landCover } from "./bands.js";
import { h, number } from "./dom.js";
import { edgeOf, regionsOf, sharedEdges } from "./regions.js";
import { bandsFor, measures, quantitiesOf } from "./sensed.js";

const AREA = 100; // square meters of a pixel
const SETTINGS = ["country", "season", "climate"];

const SVG = "http://www.w3.org/2000/svg";

function outline(mask, size) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", edgeOf(mask, size));
  return path;
}

function map(row, codes, masks, about) {
  const { picture } = landCover(codes, about.clc);
  const [size, any] = [about.size, masks.length > 0];
  for (let p = 0; p < codes.length; p++) if (any && !masks.some((mask) => mask[p])) picture[p * 4 + 3] = 70;
  const canvas = h("canvas", { width: size, height: size, role: "img", "aria-label": "land cover, with the classes that the row speaks of" });
  canvas.getContext("2d").putImageData(new ImageData(picture, size, size), 0, 0);
  const [x0, y0, x1, y1] = row.box_pixels ?? [];
  const box = row.box_pixels ? h("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }) : null;
  return h("div", { class: "proof-map" }, canvas, h("svg", { viewBox: `0 0 ${size} ${size}` }, masks.map((mask) => outline(mask, size)), box));
}

function classRow(label, mask, size) {
  const regions = regionsOf(mask, size);
  const pixels = regions.reduce((sum, region) => sum + region.pixels.length, 0);
  const box = regions.length ? regions[0].box.join(", ") : "none";
  const share = ((100 * pixels) / mask.length).toFixed(1);
  return h("tr", {}, h("th", { scope: "row" }, label), [number(pixels), `${share}%`, `${number(pixels * AREA)} m²`, String(regions.length), box].map((text) => h("td", {}, text)));
}

function numbers(labels, masks, size) {
  if (!labels.length) return [];
  const head = ["class", "pixels", "share", "area", "regions", "box of the largest"].map((text) => h("th", { scope: "col" }, text));
  const pairs = labels.flatMap((a, k) => labels.slice(k + 1).map((b, n) => `${a} and ${b} share ${number(sharedEdges(masks[k], masks[k + 1 + n], size))} pixel edges.`));
  return [h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": "numbers of the classes" }, h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, labels.map((label, k) => classRow(label, masks[k], size))))), ...pairs.map((text) => h("p", { class: "soft" }, text))];
}

/** The region whose box a row states, in words. */
function boxWords(row, labels, masks, size) {
  if (!row.box_pixels) return [];
  const same = (box) => box.every((edge, k) => edge === row.box_pixels[k]);
  const found = masks.flatMap((mask, k) => regionsOf(mask, size).filter(({ box }) => same(box)).map(({ pixels }) => `${labels[k]}: a region of ${number(pixels.length)} pixels`));
  const [x0, y0, x1, y1] = row.box_pixels;
  return [h("p", {}, `${found[0] ?? "The box"} spans columns ${x0} to ${x1 - 1} and rows ${y0} to ${y1 - 1}.`)];
}

/** What the metadata say, where the row asks for it. */
function settingWords(row, facts) {
  const asked = SETTINGS.filter((name) => row.category?.includes(name));
  return asked.map((name) => h("p", {}, `${name}: ${facts[name]}`));
}

function proof(row, codes, about, facts) {
  const labels = (row.classes ?? []).filter((label) => about.classes.includes(label));
  const masks = labels.map((label) => Uint8Array.from(codes, (code) => +(about.clc[code][1] === label)));
  return [h("div", { class: "proof" }, map(row, codes, masks, about), h("div", {}, boxWords(row, labels, masks, about.size), settingWords(row, facts), numbers(labels, masks, about.size)))];
}

/** A button that shows the proof of a row below it. */
export function proofButton(row, picture, about, facts) {
  const place = h("div", { hidden: true });
  const button = h("button", { type: "button", class: "small", "aria-expanded": "false", onclick: toggle }, "Why");
  const ofMap = async () => proof(row, (await picture.rasters([about.land_cover]))[about.land_cover], about, facts);
  const ofPixels = async () => measures(row, await picture.rasters(bandsFor(row, about)), about);
  const make = quantitiesOf(row, about).length ? ofPixels : ofMap;
  function toggle() {
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
    if (!place.hidden && !place.hasChildNodes()) attempt(place, make);
  }
  return [button, place];
}
