/* The texts of a patch: captions, boxes, questions, each row with a link of its own. */

import { h, link } from "./dom.js";
import { color } from "./picture.js";

/** Rows of text -> the elements that show all of them; `boxes` are numbered as they are drawn. */
export function textSections(rows, boxes) {
  const captions = rows.filter((row) => row.type === "captioning");
  const questions = rows.filter((row) => row.type === "binary" || row.type === "mcq");
  const checked = rows.find((row) => row.verification)?.verification;
  return [...(checked ? [h("p", { class: "soft" }, `Benchmark: ${checked}`)] : []), ...section("Captions", captions.map(caption)), ...section("Boxes", boxes.map(box)), ...section("Questions", questions.map(question))];
}

const section = (title, items) => [h("h2", {}, `${title} (${items.length})`), h("ol", { class: title.toLowerCase() }, items)];

function item(row, more, ...content) {
  return h("li", { "data-row": String(row.ID), ...more }, h("a", { class: "anchor", href: link({ row: String(row.ID) }), title: `link to row ${row.ID}` }, "#"), content);
}

const soft = (text) => h("span", { class: "soft" }, text);

function caption(row) {
  const grain = row.grain ? ` · ${row.grain}` : "";
  const kind = row.setting === true ? " · with setting" : row.setting === false ? " · without setting" : "";
  return item(row, {}, h("p", { class: "soft" }, row.input + grain + kind), h("p", { class: "caption" }, row.output));
}

function box(row, k) {
  const [x0, y0, x1, y1] = row.box_pixels;
  const about = `${row.category}, ${(row.classes ?? []).join("; ")}, columns ${x0} to ${x1 - 1}, rows ${y0} to ${y1 - 1}`;
  return item(row, { "data-box": k + 1, tabindex: 0 }, h("span", { class: "chip", style: color(k + 1) }, String(k + 1)), row.input, " ", h("code", {}, row.output), " ", soft(about));
}

function question(row) {
  const options = (row.options ?? []).map((text) => h("li", { class: text === row.answer ? "answer" : null }, text));
  return item(row, {}, row.input, " ", h("code", {}, row.output), " ", soft(`${row.type}, ${row.category}`), h("ul", { class: "options" }, options));
}
