/* The page of a patch: its pictures with boxes over them, what the metadata say, and all its texts. A part that fails leaves the others. */

import { attempt } from "./attempt.js";
import { coverSlider } from "./cover.js";
import { h, link, number, state } from "./dom.js";
import { indexViews } from "./indices.js";
import { ownForm, ownView } from "./own.js";
import { Picture } from "./picture.js";
import { pixelLine } from "./pixel.js";
import { proofButton } from "./proof.js";
import { codeButton, codeFor, saveButtons } from "./saving.js";
import { comparedBoxes, quantitiesOf, viewsFor } from "./sensed.js";
import { textSections } from "./texts.js";
import { viewsOf } from "./views.js";

const FACTS = ["s1_name", "latitude", "longitude", "climate_zone", "contains_seasonal_snow", "contains_cloud_or_shadow", "epsg", "bounds"];
let shown; // the patch on the page, with its picture and what is known of it

/** Shows the patch that the address names; `found` are the patches that pass the filters. */
export async function showPatch(main, release, found) {
  const name = state().get("patch");
  if (shown?.name !== name || !main.hasChildNodes()) {
    const i = release.find(name);
    if (i < 0) {
      main.replaceChildren(h("p", {}, h("a", { href: link({ patch: null, row: null }) }, "← All patches")));
      throw new Error(`there is no patch ${name} in version ${release.about.version} of this release`);
    }
    shown = opened(release, i, name);
    main.replaceChildren(...frame(shown));
    scrollTo(0, 0);
    shown.ready = fill(main, shown);
  }
  main.querySelector("nav").replaceChildren(...steps(release, found, name));
  const { picture, own, ready } = shown;
  main.querySelector(".choice").replaceChildren(state().get("view") === "own" && own ? ownForm(own, picture) : "");
  const chosen = state().get("view");
  const now = shown;
  await Promise.all([chosen || !state().get("row") ? picture.show(chosen) : null, ready.then(() => now === shown && showRow(main, now))]);
}

/** Marks the row that the address names. If it compares boxes, these alone are drawn, on the view that shows the answer unless the address names another. */
async function showRow(main, { release, picture, known }) {
  const { about } = release;
  const [id, chosen] = ["row", "view"].map((name) => state().get(name));
  const row = known.rows.find((one) => String(one.ID) === id && quantitiesOf(one, about).length);
  picture.compare(row ? comparedBoxes(row, about.size) : []);
  lightRow(main, id);
  if (id && !chosen) await picture.show(row && viewsFor(row, about)[0]);
  for (const button of main.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.closest("[data-row]").dataset.row === id && button.dataset.show === picture.view));
  }
}

function opened(release, i, name) {
  const { about } = release;
  const own = about.pixels ? ownView(about) : null;
  const views = viewsOf(about);
  const picture = new Picture(release, i, [...views.slice(0, -1), ...indexViews(about), ...(own ? [own] : []), ...views.slice(-1)]);
  return { release, i, name, own, picture, known: { facts: null, rows: [] }, ready: null };
}

function steps(release, found, name) {
  const at = found.indexOf(release.find(name));
  const step = (to, text) => (to >= 0 && to < found.length ? h("a", { href: link({ patch: release.name(found[to]), row: null }) }, text) : null);
  const where = at < 0 ? [] : [step(at - 1, "‹ Previous"), h("span", { class: "soft" }, `${number(at + 1)} of ${number(found.length)}`), step(at + 1, "Next ›")];
  return [h("a", { href: link({ patch: null, row: null }) }, "← All patches"), ...where.filter(Boolean)];
}

function frame({ release, i, name }) {
  const [latitude, longitude] = [release.latitude[i], release.longitude[i]];
  const { split, country, season, climate } = release.facts(i);
  const place = `${latitude.toFixed(3)}° N, ${Math.abs(longitude).toFixed(3)}° ${longitude < 0 ? "W" : "E"}`;
  const open = `https://www.openstreetmap.org/?mlat=${latitude.toFixed(5)}&mlon=${longitude.toFixed(5)}#map=14/${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
  const dates = release.dates(i);
  const other = dates.map(([date, patch]) => (patch === i ? h("b", {}, date) : h("a", { href: link({ patch: release.name(patch), row: null }) }, date)));
  return [
    h("nav", { "aria-label": "patches" }),
    h("h1", {}, name),
    h("p", {}, `${[country, season, climate].join(" · ")} · `, h("a", { href: open, rel: "noreferrer" }, place), ` · split ${split}`),
    h("p", { class: "dates" }, dates.length > 1 ? "Dates of this place: " : "The only date of this place: ", other.flatMap((date, k) => (k ? [" · ", date] : [date]))),
    h("p", { class: "classes" }, release.classes(i).map((label) => h("span", {}, label))),
    h("div", { class: "sides" }, h("section", { class: "pictures", "aria-label": "pictures" }), h("section", { class: "texts", "aria-label": "texts" }, release.about.texts.map((config) => h("div", { "data-config": config }, h("p", { class: "soft" }, "loading …"))))),
  ];
}

async function fill(main, now) {
  const { release, i, name, picture, known } = now;
  const [pictures, texts] = main.querySelectorAll("section");
  const facts = h("div", {});
  pictures.append(...picture.elements.slice(0, 1), h("div", { class: "choice" }), ...picture.elements.slice(1), pixelLine(picture, release.about, () => known.facts), ...coverSlider(picture, release.about), saveButtons(name, picture, release.about, () => known), facts);
  for (const event of ["pointerover", "focusin"]) {
    texts.addEventListener(event, ({ target }) => light(main, target.closest("[data-box]")?.dataset.box));
  }
  const parts = [...texts.children].map((part) => attempt(part, () => configTexts(main, now, part.dataset.config)));
  await Promise.all([attempt(facts, () => factList(now)), ...parts]);
  if (i === shown.i && !texts.querySelector("ol, .failed")) texts.append(h("p", { class: "soft" }, "There is no text about this patch."));
}

async function configTexts(main, { release, i, picture, known }, config) {
  const rows = await release.texts(i, config);
  const sensed = rows.filter((row) => row.type !== "captioning" && quantitiesOf(row, release.about).length);
  const boxes = rows.filter((row) => row.type === "bounding box" && !sensed.includes(row));
  if (boxes.length) picture.overlay(boxes, (number) => light(main, number));
  known.rows = [...known.rows.filter((row) => row.config !== config), ...rows];
  const facts = release.facts(i);
  const split = config === "benchmark" ? "bench" : facts.split;
  const tools = (row) => {
    const [why, proof] = proofButton(row, picture, release.about, facts);
    const [copy, code] = codeButton(codeFor(release.about, config, split, row.number));
    return [...compareButtons(main, row, picture, release.about), why, copy, proof, code];
  };
  return textSections(rows, { boxes, sensed }, tools);
}

/** Buttons that draw the boxes of a row, one for each view that shows the answer; pressed again they take them off. */
function compareButtons(main, row, picture, about) {
  const choose = ({ currentTarget: button }) => {
    const on = button.getAttribute("aria-pressed") === "true";
    here(main, button.closest("[data-row]")); // so that the page stays where it is
    location.hash = link(on ? { row: null, view: null } : { row: String(row.ID), view: button.dataset.show });
    if (!on) picture.stage.scrollIntoView({ block: "nearest" });
  };
  const make = (view) => h("button", { type: "button", class: "small", "data-show": view, "aria-pressed": "false", onclick: choose }, `Show on ${picture.titles()[view]}`);
  return about.pixels ? viewsFor(row, about).map(make) : [];
}

async function factList({ release, i, known }) {
  const [facts, { row, before, split }] = await Promise.all([release.patch(i, FACTS), release.place(i)]);
  known.facts = facts;
  const value = (name) => (name === "bounds" ? facts.bounds.map(number).join(", ") : String(facts[name] ?? "unknown"));
  const list = h("dl", { class: "soft" }, FACTS.flatMap((name) => [h("dt", {}, name), h("dd", {}, value(name))]));
  return [list, h("div", { class: "tools" }, codeButton(codeFor(release.about, "patches", split, before("patches") + row)))];
}

function light(main, number) {
  for (const element of main.querySelectorAll("[data-box]")) element.classList.toggle("lit", element.dataset.box === String(number));
}

function here(main, item) {
  main.querySelector(".here")?.classList.remove("here");
  item?.classList.add("here");
}

function lightRow(main, id) {
  const item = id && main.querySelector(`[data-row="${CSS.escape(id)}"]`);
  if (item?.classList.contains("here")) return; // another view of the same row: stay where the reader is
  here(main, item);
  if (!item) return;
  item.scrollIntoView({ block: "center" });
  light(main, item.dataset.box);
}
