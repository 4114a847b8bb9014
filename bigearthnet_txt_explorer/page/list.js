/* The list of patches beside the map. */

import { h, link, number } from "./dom.js";

const MOST = 60;

/** Shows the first of `patches` as links, under a title; `onAll`, where given, leads back from a choice to all. */
export function showList(section, release, { patches, title, onAll }) {
  const shown = patches.slice(0, MOST);
  const items = shown.map((i) =>
    h("li", {}, h("a", { href: link({ patch: release.name(i) }) }, h("code", {}, release.name(i)),
      h("span", { class: "facts" }, h("i", { class: `dot split-${release.splits[i]}` }), facts(release, i)),
      h("span", { class: "soft" }, release.classes(i).join(" · ")))));
  const more = patches.length > MOST ? h("p", { class: "soft" }, `and ${number(patches.length - MOST)} more: filter, or click on the map`) : null;
  const all = onAll ? h("button", { type: "button", onclick: onAll }, "all") : null;
  section.replaceChildren(h("h2", {}, title, " ", all ?? ""), h("ul", {}, items), more ?? "");
}

const facts = (release, i) => [release.place(i).split, release.columns.country[i], release.columns.season[i]].join(", ");
