/* The views of a patch: which bands each needs, and how their values become a picture. */

import { bandsOf, composite, landCover } from "./bands.js";
import { h } from "./dom.js";

const TITLES = { true_color: "True color", false_color: "False color", swir: "SWIR", sar: "SAR" };

/** Composites if there are pixels, then the land cover; a view has name, title, bands and draw(rasters). */
export function viewsOf(about) {
  const composites = about.pixels ? Object.entries(about.composites) : [];
  return [...composites.map(([name, channels]) => compositeView(name, TITLES[name] ?? name, channels, about.size)), landCoverView(about)];
}

/** Three bands, each with the values that become dark and bright: [band, low, high, gamma]. */
export function compositeView(name, title, channels, size) {
  const text = [...new Set(channels.map(([band, low, high]) => `${band} ${low} to ${high}`))].join(" · ");
  return { name, title, bands: bandsOf(channels), draw: (rasters) => ({ picture: composite(rasters, channels, size), text, legend: [] }) };
}

function landCoverView({ land_cover, clc, classes }) {
  const draw = (rasters) => {
    const { picture, pixels } = landCover(rasters[land_cover], clc);
    return { picture, text: "CORINE Land Cover 2018", legend: legend(pixels, clc, classes) };
  };
  return { name: "land_cover", title: "Land cover", bands: [land_cover], draw };
}

/** The classes of a map in class order, each with the colors of its CORINE codes and its share; unlabelled land last. */
function legend(pixels, clc, classes) {
  const total = [...pixels.values()].reduce((sum, count) => sum + count, 0);
  return [...classes, null].flatMap((label) => {
    const codes = [...pixels.keys()].filter((code) => clc[code][1] === label).sort((a, b) => a - b);
    if (!codes.length) return [];
    const part = codes.reduce((sum, code) => sum + pixels.get(code), 0) / total;
    const swatches = codes.map((code) => h("span", { class: "swatch", style: `background: ${clc[code][2]}`, title: clc[code][0] }));
    const name = label ?? `no class: ${codes.map((code) => clc[code][0]).join("; ")}`;
    return [h("li", {}, swatches, `${name} ${part < 0.0005 ? "<0.1" : (part * 100).toFixed(1)}%`)];
  });
}
