/* A view of one's own: three bands, each with the values that become dark and bright. It stands in the address. */

import { h, link, state } from "./dom.js";
import { compositeView } from "./views.js";

const FIRST = "B12,0,4000;B8A,0,6000;B04,0,3000";

/** "B12,0,4000;..." -> [[band, low, high, 1], ...]; null if it is no such text. */
function channelsOf(text, names) {
  const channels = text.split(";").map((part) => part.split(","));
  const fits = channels.length === 3 && channels.every(([band, low, high]) => names.includes(band) && +low < +high);
  return fits ? channels.map(([band, low, high]) => [band, +low, +high, 1]) : null;
}

/** The view, whose bands follow the address, and the form to choose them. */
export function ownView(about) {
  const names = Object.keys(about.bands).filter((name) => name !== about.land_cover);
  const now = () => channelsOf(state().get("own") ?? FIRST, names) ?? channelsOf(FIRST, names);
  const view = () => compositeView("own", "Own bands", now(), about.size);
  return { name: "own", title: "Own bands", get bands() { return view().bands; }, draw: (rasters) => view().draw(rasters), names, now };
}

/** Values below which 2 %, and 98 %, of a raster lie. */
export function percentiles(raster) {
  const sorted = Float64Array.from(raster).sort();
  return [0.02, 0.98].map((part) => sorted[Math.round(part * (sorted.length - 1))]);
}

/** The form of the view; `picture` gives the rasters that a stretch is taken from. */
export function ownForm(own, picture) {
  const choose = (channels) => (location.hash = link({ view: "own", own: channels.map((channel) => channel.slice(0, 3).join(",")).join(";") }));
  const change = (k, at) => (event) => choose(own.now().map((channel, c) => (c === k ? channel.with(at, at ? +event.target.value : event.target.value) : channel)));
  const row = (title, k) => {
    const [band, low, high] = own.now()[k];
    const names = own.names.map((name) => h("option", { selected: name === band }, name));
    return h("fieldset", {}, h("legend", {}, title), h("select", { "aria-label": `${title}: band`, onchange: change(k, 0) }, names),
      h("input", { type: "number", step: "any", value: low, "aria-label": `${title}: dark at`, onchange: change(k, 1) }),
      h("input", { type: "number", step: "any", value: high, "aria-label": `${title}: bright at`, onchange: change(k, 2) }));
  };
  const stretch = async () => {
    const rasters = await picture.rasters(own.bands);
    choose(own.now().map(([band]) => [band, ...percentiles(rasters[band])]));
  };
  return h("form", { class: "own", onsubmit: (event) => event.preventDefault() }, ["Red", "Green", "Blue"].map(row), h("button", { type: "button", onclick: stretch }, "Stretch to 2 to 98 %"));
}
