/* What may fail: a part of the page that is not there leaves the rest as it is, says why, and can be asked for again. */

import { h } from "./dom.js";

/** Fills an element with the elements that `make` gives; if that fails, with the reason and a button to try again. */
export async function attempt(element, make) {
  element.setAttribute("aria-busy", "true");
  try {
    element.replaceChildren(...(await make()));
  } catch (error) {
    console.error(error);
    const again = h("button", { type: "button", onclick: () => attempt(element, make) }, "Try again");
    element.replaceChildren(h("div", { class: "failed", role: "alert" }, h("p", {}, error.message), again));
  }
  element.removeAttribute("aria-busy");
}
