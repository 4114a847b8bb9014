/* The release as the index tells it: what there is, which patches a choice of filters leaves, and where the rows of a patch lie. */

import { RemoteFile, getJson, readColumns } from "./parquet.js";

const bit = (mask, k) => (mask >> k) & 1;

/** explorer.json and patches.parquet -> Release. */
export async function openRelease() {
  const [about, columns] = await Promise.all([getJson("explorer.json"), readColumns("patches.parquet")]);
  return new Release(about, columns);
}

class Release {
  #starts; // row of each shard's first patch, counted over all shards
  #files = new Map();

  constructor(about, columns) {
    Object.assign(this, { about, columns, size: columns.x.length });
    this.#starts = [0];
    for (const shard of about.shards) this.#starts.push(this.#starts.at(-1) + shard.rows);
    this.splits = new Uint8Array(this.size);
    about.shards.forEach((shard, k) => this.splits.fill(about.splits.indexOf(shard.split), this.#starts[k], this.#starts[k + 1]));
    this.facets = [
      this.#plain("split", "Split", about.splits, (i) => about.splits[this.splits[i]]),
      this.#plain("season", "Season", about.seasons, (i) => columns.season[i]),
      this.#plain("country", "Country", [...new Set(columns.country)].sort(), (i) => columns.country[i]),
      this.#bits("task", "Task", about.tasks.map(([type, category]) => (type === "captioning" ? type : `${type}: ${category}`)), columns.tasks),
      this.#bits("class", "Class", about.classes, columns.classes),
    ];
  }

  #plain(key, title, options, value) {
    const codes = new Map(options.map((name, k) => [name, k]));
    const of = Int8Array.from({ length: this.size }, (_, i) => codes.get(value(i)));
    return { key, title, options, rule: "any of", has: (i, k) => of[i] === k, passes: (i, chosen) => chosen.some((k) => of[i] === k) };
  }

  #bits(key, title, options, masks) {
    return { key, title, options, rule: "all of", has: (i, k) => bit(masks[i], k), passes: (i, chosen) => chosen.every((k) => bit(masks[i], k)) };
  }

  /** The patches that pass all filters of a state, and per facet and option how many there are with the facet's other choices as they are. */
  matching(state) {
    const chosen = this.facets.map((facet) => state.getAll(facet.key).map((name) => facet.options.indexOf(name)).filter((k) => k >= 0));
    const counts = this.facets.map((facet) => new Uint32Array(facet.options.length));
    const found = [];
    for (let i = 0; i < this.size; i++) {
      let failed = 0; // a bit per facet
      this.facets.forEach((facet, f) => (failed |= chosen[f].length && !facet.passes(i, chosen[f]) ? 1 << f : 0));
      if (!failed) found.push(i);
      this.facets.forEach((facet, f) => {
        // with "any of" a further option adds patches, so the facet's own choice does not count; with "all of" it takes some away
        if (facet.rule === "any of" ? failed & ~(1 << f) : failed) return;
        for (let k = 0; k < counts[f].length; k++) if (facet.has(i, k)) counts[f][k]++;
      });
    }
    return { found, counts };
  }

  name(i) {
    return `${this.columns.scene[i]}_${this.columns.x[i]}_${this.columns.y[i]}`;
  }

  /** The number of a patch by its name, -1 where there is none. */
  find(name) {
    const [, scene, x, y] = /^(.*)_(\d+)_(\d+)$/.exec(name) ?? [];
    for (let i = 0; i < this.size; i++) {
      if (this.columns.x[i] === x && this.columns.y[i] === y && this.columns.scene[i] === scene) return i;
    }
    return -1;
  }

  classes(i) {
    return this.about.classes.filter((_, k) => bit(this.columns.classes[i], k));
  }

  /** Where a patch lies: its split, its shard, its row in the shard's file of patches, and in the split. */
  place(i) {
    const shard = this.#starts.findLastIndex((start) => start <= i);
    const { split } = this.about.shards[shard];
    const first = this.about.shards.findIndex((other) => other.split === split);
    return { split, shard, row: i - this.#starts[shard], splitRow: i - this.#starts[first] };
  }

  #file(shard, config) {
    const entry = this.about.shards[shard].files[config];
    if (entry && !this.#files.has(entry[0])) {
      const url = new URL(entry[0], new URL(`${this.about.data}/`, document.baseURI));
      this.#files.set(entry[0], new RemoteFile(url, entry[1], entry[2]));
    }
    return entry && this.#files.get(entry[0]);
  }

  /** Columns of the row of `patches`. */
  async patch(i, columns) {
    const { shard, row } = this.place(i);
    const [found] = await this.#file(shard, "patches").read(columns, row, row + 1);
    return found;
  }

  /** All rows of text about a patch. */
  async texts(i) {
    const { shard, row } = this.place(i);
    const read = (config) => {
      const file = this.#file(shard, config);
      const counts = this.columns[config];
      let start = 0;
      for (let k = i - row; k < i; k++) start += counts[k];
      return file ? file.read(TEXT_COLUMNS[config], start, start + counts[i]) : [];
    };
    return (await Promise.all(this.about.texts.map(read))).flat();
  }
}

const COMMON = ["ID", "input", "output", "type", "category"];
const TEXT_COLUMNS = {
  captions: [...COMMON, "setting", "grain"],
  vqa: [...COMMON, "options", "answer"],
  refexp: [...COMMON, "box_pixels", "point", "classes"],
  benchmark: [...COMMON, "setting", "grain", "options", "answer", "box_pixels", "point", "classes", "verification"],
};
