/* The list of patches beside the map: thumbnails, a page at a time. */

import { h, link, number, state } from "./dom.js";

const PAGE = 40;

/** Shows a page of `patches` as links, under a title and a hint; `onAll`, where given, leads back from a choice to all. */
export function showList(section, release, { patches, title, onAll, hint }) {
  const pages = Math.max(1, Math.ceil(patches.length / PAGE));
  const page = Math.min(pages, Math.max(1, Math.floor(+(state().get("page") ?? 1)) || 1));
  const first = (page - 1) * PAGE;
  const shown = patches.slice(first, first + PAGE);
  const all = onAll ? h("button", { type: "button", onclick: onAll }, "all") : "";
  section.replaceChildren(h("h2", {}, title, " ", all), hint ? h("p", { class: "soft" }, hint) : "", h("ul", {}, shown.map((i) => item(release, i))), pages > 1 ? paging(page, pages, [first + 1, first + shown.length, patches.length]) : "");
  section.scrollTop = 0;
}

/** The small picture of a patch, cut from its sheet. */
export function thumbnail(release, i) {
  const { url, column, row } = release.thumbnail(i);
  return h("span", { class: "thumb", "aria-hidden": "true", style: `background-image: url(${url}); --column: ${column}; --row: ${row}` });
}

function item(release, i) {
  const { split, country, season } = release.facts(i);
  const facts = h("span", { class: "facts" }, h("i", { class: `dot split-${release.splits[i]}` }), [split, country, season].join(", "));
  const words = h("span", { class: "words" }, h("code", {}, release.name(i)), facts, h("span", { class: "soft" }, release.classes(i).join(" · ")));
  return h("li", {}, h("a", { href: link({ patch: release.name(i), page: null }) }, thumbnail(release, i), words));
}

function paging(page, pages, [first, last, total]) {
  const step = (to, text) => (to >= 1 && to <= pages ? h("a", { href: link({ page: to }) }, text) : null);
  return h("nav", { class: "paging", "aria-label": "pages of the list" }, step(page - 1, "‹ Previous"), h("span", { class: "soft" }, `${number(first)} to ${number(last)} of ${number(total)}`), step(page + 1, "Next ›"));
}
