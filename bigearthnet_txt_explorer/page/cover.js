/* The land cover laid over the picture, as opaque as a slider says. */

import { attempt } from "./attempt.js";
import { landCover } from "./bands.js";
import { h } from "./dom.js";

/** The slider, with the place that says why the map is not there. */
export function coverSlider(picture, about) {
  const layer = h("canvas", { class: "cover", width: about.size, height: about.size, "aria-hidden": "true", hidden: true });
  const failed = h("div", {});
  const draw = async () => {
    const rasters = await picture.rasters([about.land_cover]);
    layer.getContext("2d").putImageData(new ImageData(landCover(rasters[about.land_cover], about.clc).picture, about.size, about.size), 0, 0);
    layer.dataset.drawn = "true";
    return [];
  };
  const slider = h("input", { type: "range", min: 0, max: 100, value: 0, "aria-label": "land cover over the picture, percent" });
  slider.addEventListener("input", () => {
    layer.hidden = slider.value === "0";
    layer.style.opacity = slider.value / 100;
    if (!layer.hidden && !layer.dataset.drawn) attempt(failed, draw);
  });
  picture.svg.before(layer);
  return [h("label", { class: "slide" }, "Land cover over it", slider), failed];
}
