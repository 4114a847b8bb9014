/* The texts of an item, as elements: what is asked, the options or criteria, what is stored, what others said. */

import { h } from "./explorer/dom.js";

const soft = (...text) => h("span", { class: "soft" }, ...text);
const key = (name) => h("kbd", {}, name);

/** A row of choices: each a button with its key; `chosen` is marked, `stored` has a tick. */
function choices(options, { letters, chosen, stored, onChoose }) {
  const button = (text, k) => {
    const letter = letters ? soft(`${letters[k]}) `) : null;
    const marks = { class: [k === chosen && "chosen", k === stored && "stored"].filter(Boolean).join(" ") || null, "data-choice": k + 1 };
    return h("li", {}, h("button", { type: "button", disabled: !onChoose, onclick: () => onChoose(k), ...marks }, onChoose ? key(k + 1) : null, letter, text));
  };
  return h("ol", { class: "choices" }, options.map(button));
}

function question({ item, chosen, onChoose }, about) {
  const letters = item.type === "mcq" ? about.letters : null;
  const stored = item.stored ? item.options.indexOf(item.stored.answer) : -1;
  return [h("p", { class: "asked" }, item.input), choices(item.options, { letters, chosen, stored, onChoose })];
}

function box({ item, edges }) {
  const pixels = (edges?.box ?? item.stored.box_pixels).join(", ");
  return [h("p", { class: "asked" }, item.input), h("p", {}, h("code", {}, item.stored.output), " ", soft(`stored; ${edges ? "now" : "in"} pixels ${pixels}`))];
}

function caption({ item, criteria, onCriterion }) {
  const one = ([name, holds], k) =>
    h("li", {}, h("button", { type: "button", "aria-pressed": String(holds), "data-choice": k + 1, class: holds ? "holds" : "fails", onclick: () => onCriterion(name) }, key(k + 1), name, h("b", {}, holds ? "yes" : "no")));
  return [h("p", { class: "soft" }, item.input), h("p", { class: "caption" }, item.stored.output), h("ol", { class: "choices criteria" }, Object.entries(criteria).map(one))];
}

const NAMES = { binary: "Yes or no", mcq: "Multiple choice", "bounding box": "Box", captioning: "Caption" };
const KINDS = { binary: question, mcq: question, "bounding box": box, captioning: caption };

/** What a verdict said, in words. */
function words({ verdict, criteria, correction, comment }) {
  const failed = Object.entries(criteria ?? {}).filter(([, holds]) => !holds).map(([name]) => `not ${name}`);
  const to = correction && `to ${correction.output ?? correction.box_pixels.join(", ")}`;
  return [[verdict, to].filter(Boolean).join(" "), ...failed, comment && `“${comment}”`].filter(Boolean).join("; ");
}

/** All of an item; `now` is the state of the page. */
export function itemElements(now, about) {
  const { item, said, others, blind, hidden } = now;
  const what = item.type === "captioning" ? item.grain : item.category;
  const notes = [hidden && "Answer before you see what is stored.", said && `You said: ${words(said)}.`, blind && said === null && `Your answer: ${blind}.`, ...(others ?? []).map((other) => `Another said: ${words(other)}.`)];
  return [h("p", { class: "soft kind" }, [NAMES[item.type], what].filter(Boolean).join(": ")), ...KINDS[item.type](now, about), ...notes.filter(Boolean).map((note) => h("p", { class: "note" }, note))];
}

/** Where and when the patch lies. */
export function placeElements(place) {
  if (!place) return [];
  const { latitude, longitude } = place;
  const [north, east] = [latitude, longitude].map((degrees) => degrees.toFixed(4));
  const map = `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=12/${north}/${east}`;
  const where = h("a", { href: map, rel: "noreferrer", target: "_blank" }, `${north}° N, ${Math.abs(longitude).toFixed(4)}° ${longitude < 0 ? "W" : "E"}`);
  return [h("code", {}, place.patch_id), h("br"), [place.country, place.season, place.climate_zone].filter(Boolean).join(" · "), " · ", where];
}
