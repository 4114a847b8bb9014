/* The page: index -> map, filters and list, or one patch. Its state is the part of the address behind #, so every view has a link. */

import { attempt } from "./attempt.js";
import { h, link, number, state } from "./dom.js";
import { makeFilters } from "./filters.js";
import { showList } from "./list.js";
import { PlaceMap } from "./map.js";
import { getJson } from "./parquet.js";
import { openRelease } from "./release.js";

const patchPage = () => import("./patch.js"); // not needed before a patch is opened
const SEARCHED = "Every word is looked for in patch ID, classes, country, season, climate zone and split. Captions and questions are not searched.";
const $ = (selector) => document.querySelector(selector);

function fail(error) {
  $("#error").textContent = error.message;
  $("#error").hidden = false;
  console.error(error);
}

function makeMap(release, onPick) {
  const map = new PlaceMap($("#browse canvas"), release, release.splits, onPick);
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => (+button.dataset.zoom ? map.zoom(+button.dataset.zoom) : map.fit()));
  }
  $(".key").append(...release.about.splits.map((split, k) => h("li", {}, h("i", { class: `dot split-${k}` }), split)));
  attempt($("#outlines"), async () => (map.outline(await getJson("vendor/outlines.json")), []));
  return map;
}

function start(release) {
  const showFilters = makeFilters($("#filters form"), release.facets);
  let filtered;
  let chosen = null;
  let picked = null; // the patches under a click, in the place of all

  const map = makeMap(release, (hits) => {
    if (hits.length === 1) location.hash = link({ patch: release.name(hits[0]), page: null });
    if (hits.length < 2) return;
    picked = hits;
    if (state().has("page")) location.hash = link({ page: null });
    else list();
    $("#list").scrollIntoView({ block: "nearest", behavior: "smooth" });
  });

  function list() {
    const onAll = picked && (() => ((picked = null), list()));
    const patches = picked ?? filtered.found;
    const title = picked ? `${number(picked.length)} patches here` : patches.length ? "Patches" : "No patch passes these filters";
    showList($("#list"), release, { patches, title, onAll, hint: state().has("q") && !patches.length ? SEARCHED : "" });
  }

  function filter(now) {
    const key = [...release.facets.map((facet) => facet.key), "q"].map((name) => now.getAll(name).join("|")).join("/");
    if (key === chosen) return;
    [chosen, picked, filtered] = [key, null, release.matching(now)];
    map.show(filtered.found);
    showFilters(filtered.counts);
    $("#search input").value = now.get("q") ?? "";
  }

  function render() {
    const now = state();
    const name = now.get("patch");
    filter(now);
    if (name === null) list();
    $("#browse").hidden = name !== null;
    $("#patch").hidden = name === null;
    $("#count").textContent = filtered.found.length === release.size ? `${number(release.size)} patches` : `${number(filtered.found.length)} of ${number(release.size)} patches`;
    $("#random").disabled = !filtered.found.length;
    $("#error").hidden = true;
    document.title = name ? `${name} · BigEarthNet.txt` : "BigEarthNet.txt explorer";
    if (name !== null) patchPage().then(({ showPatch }) => showPatch($("#patch"), release, filtered.found)).catch(fail);
    else $("#patch").replaceChildren();
  }

  /** Goes to the patch `step` places on among those that pass; it need not be on the page yet. */
  function stepTo(step) {
    const { found } = filtered;
    const at = state().has("patch") ? found.indexOf(release.find(state().get("patch"))) : -1;
    if (at >= 0 && found[at + step] !== undefined) location.hash = link({ patch: release.name(found[at + step]), row: null });
  }

  $("#filters").open = matchMedia("(min-width: 900px)").matches;
  $("#warning").textContent = release.about.warning;
  $("#warning").hidden = !release.about.warning;
  $("#search input").title = SEARCHED;
  $("#version").textContent = release.about.version;
  $("footer").textContent = `${release.about.notice}. CORINE Land Cover 2018: European Union, Copernicus Land Monitoring Service. Outlines: Natural Earth.`;
  $("#random").addEventListener("click", () => {
    const { found } = filtered;
    location.hash = link({ patch: release.name(found[Math.floor(Math.random() * found.length)]), row: null });
  });
  $("#search").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("#search input").value.trim();
    const exact = release.find(text);
    location.hash = exact >= 0 ? link({ patch: text, row: null, page: null }) : link({ q: text || null, patch: null, row: null, page: null });
  });
  addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("input, select, textarea")) return;
    stepTo(step);
  });
  addEventListener("hashchange", render);
  render();
  performance.mark("shown");
}

openRelease().then(start).catch(fail);
