/* The page of a patch: its pictures with boxes over them, what the metadata say, and all its texts. */

import { h, link, number, state } from "./dom.js";
import { Picture } from "./picture.js";
import { textSections } from "./texts.js";

const FACTS = ["s1_name", "climate_zone", "contains_seasonal_snow", "contains_cloud_or_shadow", "epsg", "bounds"];
let shown; // the patch on the page, with its picture and texts

/** Shows the patch that the address names; `found` are the patches that pass the filters, to step through. */
export async function showPatch(main, release, found) {
  const name = state().get("patch");
  if (shown?.name !== name || !main.hasChildNodes()) {
    const i = release.find(name);
    if (i < 0) {
      main.replaceChildren(h("p", {}, h("a", { href: link({ patch: null, row: null }) }, "← All patches")));
      throw new Error(`there is no patch ${name} in version ${release.about.version} of this release`);
    }
    shown = { name, picture: new Picture(release, i), ready: null };
    main.replaceChildren(...frame(release, i));
    scrollTo(0, 0);
    shown.ready = fill(main, release, i, shown.picture);
  }
  main.querySelector("nav").replaceChildren(...steps(release, found, name));
  await Promise.all([shown.picture.show(state().get("view")), shown.ready.then(() => lightRow(main, state().get("row")))]);
}

function steps(release, found, name) {
  const at = found.findIndex((i) => release.name(i) === name);
  const step = (to, text) => (to >= 0 && to < found.length ? h("a", { href: link({ patch: release.name(found[to]), row: null }) }, text) : null);
  const where = at < 0 ? [] : [step(at - 1, "‹ Previous"), h("span", { class: "soft" }, `${number(at + 1)} of ${number(found.length)}`), step(at + 1, "Next ›")];
  return [h("a", { href: link({ patch: null, row: null }) }, "← All patches"), ...where.filter(Boolean)];
}

function frame(release, i) {
  const { columns } = release;
  const { split, splitRow } = release.place(i);
  const [latitude, longitude] = [columns.latitude[i], columns.longitude[i]];
  const place = `${latitude.toFixed(4)}° N, ${Math.abs(longitude).toFixed(4)}° ${longitude < 0 ? "W" : "E"}`;
  const open = `https://www.openstreetmap.org/?mlat=${latitude.toFixed(5)}&mlon=${longitude.toFixed(5)}#map=14/${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
  return [
    h("nav", {}),
    h("h1", {}, release.name(i)),
    h("p", {}, `${columns.country[i]} · ${columns.season[i]} · `, h("a", { href: open, rel: "noreferrer" }, place), ` · row ${number(splitRow)} of patches, split ${split}`),
    h("p", { class: "classes" }, release.classes(i).map((label) => h("span", {}, label))),
    h("div", { class: "sides" }, h("section", { class: "pictures" }), h("section", { class: "texts", "aria-busy": "true" }, h("p", { class: "soft" }, "loading …"))),
  ];
}

async function fill(main, release, i, picture) {
  const [pictures, texts] = main.querySelectorAll("section");
  pictures.append(...picture.elements, h("dl", { class: "soft" }));
  const [rows, facts] = await Promise.all([release.texts(i), release.patch(i, FACTS)]);
  const boxes = rows.filter((row) => row.type === "bounding box");
  picture.overlay(boxes, (number) => light(main, number));
  texts.replaceChildren(...textSections(rows, boxes));
  texts.removeAttribute("aria-busy");
  for (const name of ["pointerover", "focusin"]) {
    texts.addEventListener(name, (event) => light(main, event.target.closest("[data-box]")?.dataset.box));
  }
  const value = (name) => (name === "bounds" ? facts.bounds.map(number).join(", ") : String(facts[name] ?? "unknown"));
  pictures.querySelector("dl").append(...FACTS.flatMap((name) => [h("dt", {}, name), h("dd", {}, value(name))]));
}

function light(main, number) {
  for (const element of main.querySelectorAll("[data-box]")) element.classList.toggle("lit", element.dataset.box === String(number));
}

function lightRow(main, id) {
  const item = id && main.querySelector(`[data-row="${CSS.escape(id)}"]`);
  if (item?.classList.contains("here")) return; // another view of the same row: stay where the reader is
  main.querySelector(".here")?.classList.remove("here");
  if (!item) return;
  item.classList.add("here");
  item.scrollIntoView({ block: "center" });
  light(main, item.dataset.box);
}
