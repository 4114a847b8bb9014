/* One key, one action: the buttons of the page, and the keyboard. */

import { h } from "./explorer/dom.js";

const NAMES = { Enter: "Enter", Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const name = (key) => NAMES[key] ?? key.toUpperCase();

/** Buttons of actions { key, label, run, kind }; those without a label are on the page elsewhere, or are arrows. */
export function buttons(actions) {
  const button = ({ key, label, run, kind }) => h("button", { type: "button", class: kind, "data-key": key, onclick: run }, h("kbd", {}, name(key)), label);
  return actions.filter(({ label, kind }) => label || kind === "arrow").map(button);
}

/** Has the keyboard run actions; `actions` gives those of the moment. In a field for text, only Escape is a key: it leaves the field. */
export function listen(actions) {
  addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, altKey, metaKey } = event;
    if (target.matches("textarea")) {
      if (key === "Escape") target.blur();
      return;
    }
    if (ctrlKey || altKey || metaKey || event.repeat && !key.startsWith("Arrow")) return;
    const found = actions().find((action) => action.key === (key.length === 1 ? key.toLowerCase() : key));
    if (!found) return;
    event.preventDefault();
    found.run(event);
  });
}
