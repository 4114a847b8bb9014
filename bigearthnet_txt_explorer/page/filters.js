/* The form of filters: a group of options per facet, each with the number of patches it would leave. */

import { h, number, state } from "./dom.js";

/** Builds the form once; returns a function that shows a state and its counts. */
export function makeFilters(form, facets) {
  const groups = facets.map((facet) => {
    const options = facet.options.map((name) => {
      const box = h("input", { type: "checkbox", name: facet.key, value: name });
      const count = h("span", { class: "count" });
      return { box, count, label: h("label", {}, box, h("span", {}, name), count) };
    });
    form.append(h("fieldset", {}, h("legend", {}, facet.title, " ", h("span", { class: "soft" }, facet.rule)), options.map((o) => o.label)));
    return options;
  });
  form.append(h("button", { type: "reset" }, "Clear all filters"));
  form.addEventListener("change", () => choose(facets, new FormData(form)));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    choose(facets, new FormData());
  });
  return (counts) => {
    const now = state();
    groups.forEach((options, f) => {
      const chosen = new Set(now.getAll(facets[f].key));
      options.forEach(({ box, count, label }, k) => {
        box.checked = chosen.has(box.value);
        count.textContent = number(counts[f][k]);
        label.classList.toggle("none", !counts[f][k] && !box.checked);
      });
    });
  };
}

function choose(facets, data) {
  const next = state();
  next.delete("page");
  for (const { key } of facets) {
    next.delete(key);
    for (const value of data.getAll(key)) next.append(key, value);
  }
  location.hash = next;
}
