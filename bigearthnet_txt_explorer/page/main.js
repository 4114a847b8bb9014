/* The page: index -> map, filters and list, or one patch. Its state is the part of the address behind #, so every view has a link. */

import { h, link, number, state } from "./dom.js";
import { makeFilters } from "./filters.js";
import { showList } from "./list.js";
import { PlaceMap } from "./map.js";
import { getJson } from "./parquet.js";
import { showPatch } from "./patch.js";
import { openRelease } from "./release.js";

const $ = (selector) => document.querySelector(selector);

function fail(error) {
  $("#error").textContent = error.message;
  $("#error").hidden = false;
  console.error(error);
}

function showFound(release, map, found) {
  map.show(found);
  showList($("#list"), release, { patches: found, title: found.length ? "Patches" : "No patch passes these filters" });
}

function makeMap(release) {
  const map = new PlaceMap($("#browse canvas"), release.columns, release.splits, (hits) => {
    if (hits.length === 1) location.hash = link({ patch: release.name(hits[0]) });
    if (hits.length < 2) return;
    const onAll = () => showFound(release, map, release.matching(state()).found);
    showList($("#list"), release, { patches: hits, title: `${number(hits.length)} patches here`, onAll });
    $("#list").scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => (+button.dataset.zoom ? map.zoom(+button.dataset.zoom) : map.fit()));
  }
  $(".key").append(...release.about.splits.map((split, k) => h("li", {}, h("i", { class: `dot split-${k}` }), split)));
  getJson("vendor/outlines.json").then((rings) => map.outline(rings), fail);
  return map;
}

function start(release) {
  const showFilters = makeFilters($("#filters form"), release.facets);
  const map = makeMap(release);
  let filtered;
  let chosen = null;

  function render() {
    const now = state();
    const key = release.facets.map(({ key }) => now.getAll(key).join("|")).join("/");
    if (key !== chosen) {
      filtered = release.matching(now);
      showFound(release, map, filtered.found);
      showFilters(filtered.counts);
      chosen = key;
    }
    const name = now.get("patch");
    $("#browse").hidden = name !== null;
    $("#patch").hidden = name === null;
    $("#count").textContent = filtered.found.length === release.size ? `${number(release.size)} patches` : `${number(filtered.found.length)} of ${number(release.size)} patches`;
    $("#random").disabled = !filtered.found.length;
    $("#error").hidden = true;
    document.title = name ? `${name} · BigEarthNet.txt` : "BigEarthNet.txt explorer";
    if (name !== null) showPatch($("#patch"), release, filtered.found).catch(fail);
    else $("#patch").replaceChildren();
  }

  $("#filters").open = matchMedia("(min-width: 900px)").matches;
  $("#version").textContent = release.about.version;
  $("footer").textContent = `${release.about.notice}. CORINE Land Cover 2018: European Union, Copernicus Land Monitoring Service. Outlines: Natural Earth.`;
  $("#random").addEventListener("click", () => {
    const { found } = filtered;
    location.hash = link({ patch: release.name(found[Math.floor(Math.random() * found.length)]), row: null });
  });
  addEventListener("hashchange", render);
  render();
  performance.mark("shown");
}

openRelease().then(start).catch(fail);
