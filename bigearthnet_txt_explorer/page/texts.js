/* The texts of a patch: captions, boxes, questions, each row with a link, its code and its proof. */

import { h, link } from "./dom.js";
import { color } from "./picture.js";

/** Rows of a config -> the elements that show all of them; `boxes` are numbered as they are drawn, `sensed` are the questions on radar and infrared; `tools(row)` gives the buttons of a row. */
export function textSections(rows, { boxes, sensed }, tools) {
  const captions = rows.filter((row) => row.type === "captioning");
  const questions = rows.filter((row) => (row.type === "binary" || row.type === "mcq") && !sensed.includes(row));
  const checked = rows.find((row) => row.verification)?.verification;
  const show = (make) => (row, k) => make(row, k, tools(row));
  return [...(checked ? [h("p", { class: "soft" }, `Benchmark: ${checked}`)] : []), ...section("Captions", captions.map(show(caption))), ...section("Boxes", boxes.map(show(box))), ...section("Questions", questions.map(show(question))), ...section("Radar and infrared", sensed.map(show(sensedQuestion)))];
}

const section = (title, items) => (items.length ? [h("h2", {}, `${title} (${items.length})`), h("ol", { class: title.toLowerCase() }, items)] : []);

function item(row, { address, ...more }, tools, ...content) {
  const anchor = h("a", { class: "anchor", href: link({ row: String(row.ID), ...address }), title: `link to row ${row.ID}`, "aria-label": `link to row ${row.ID}` }, "#");
  return h("li", { "data-row": String(row.ID), ...more }, anchor, content, h("div", { class: "tools" }, tools));
}

const soft = (text) => h("span", { class: "soft" }, text);

function caption(row, k, tools) {
  const grain = row.grain ? ` · ${row.grain}` : "";
  const kind = row.setting === true ? " · with setting" : row.setting === false ? " · without setting" : "";
  return item(row, {}, tools, h("p", { class: "soft" }, row.input + grain + kind), h("p", { class: "caption" }, row.output));
}

function box(row, k, tools) {
  const [x0, y0, x1, y1] = row.box_pixels;
  const about = `${row.category}, ${(row.classes ?? []).join("; ")}, columns ${x0} to ${x1 - 1}, rows ${y0} to ${y1 - 1}`;
  return item(row, { "data-box": k + 1, tabindex: 0 }, tools, h("span", { class: "chip", style: color(k + 1) }, String(k + 1)), row.input, " ", h("code", {}, row.output), " ", soft(about));
}

/** Its link leaves it to the row which view shows the answer. */
const sensedQuestion = (row, k, tools) => question(row, k, tools, { address: { view: null } });

function question(row, k, tools, more = {}) {
  const options = (row.options ?? []).map((text) => h("li", { class: text === row.answer ? "answer" : null }, text));
  return item(row, more, tools, row.input, " ", h("code", {}, row.output), " ", soft(`${row.type}, ${row.category}`), options.length ? h("ul", { class: "options" }, options) : null);
}
