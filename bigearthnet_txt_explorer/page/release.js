/* The release as the index tells it: what there is, which patches a choice leaves, and where the rows of a patch lie. */

import { bitsFacet, valueFacet } from "./facets.js";
import { RemoteFile, getJson, readColumns } from "./parquet.js";
import { markWords, nearest, placeOf } from "./search.js";

const SCALE = 50; // patches: the unit of x and y in the polynomials of a scene
const COMMON = ["ID", "input", "output", "type", "category", "classes"];
const TEXT_COLUMNS = {
  captions: [...COMMON, "setting", "grain"],
  vqa: [...COMMON, "options", "answer"],
  refexp: [...COMMON, "box_pixels", "point"],
  sensor: [...COMMON, "options", "answer", "box_pixels", "quantity"],
  benchmark: [...COMMON, "setting", "grain", "options", "answer", "box_pixels", "point", "verification"],
};

/** explorer.json and patches.parquet -> Release. */
export async function openRelease() {
  const [about, columns] = await Promise.all([getJson("explorer.json"), readColumns("patches.parquet")]);
  return new Release(about, columns);
}

class Release {
  #files = new Map();
  #tiles = new Map();
  #scenes; // name -> number

  constructor(about, columns) {
    Object.assign(this, { about, columns, size: about.patches, splits: columns.split });
    this.#scenes = new Map(about.scenes.map((scene, k) => [scene.name, k]));
    this.scene = new Uint16Array(this.size);
    about.scenes.forEach((_, k) => this.scene.fill(k, ...this.#range(k)));
    this.latitude = this.#positions(0);
    this.longitude = this.#positions(1);
    const seasons = about.scenes.map((scene) => about.seasons.indexOf(scene.season));
    const tasks = about.tasks.map(([type, category]) => (category === "None" ? type : `${type}: ${category}`));
    this.facets = [
      valueFacet("split", "Split", about.splits, columns.split),
      valueFacet("season", "Season", about.seasons, Uint8Array.from(this.scene, (k) => seasons[k])),
      valueFacet("country", "Country", about.countries, columns.country),
      valueFacet("climate", "Climate zone", about.climates, columns.climate_zone),
      bitsFacet("task", "Task", tasks, columns.tasks),
      bitsFacet("class", "Class", about.classes, columns.classes),
    ];
  }

  /** First line of a scene, and the one behind its last. */
  #range(k) {
    return [this.about.scenes[k].first, this.about.scenes[k + 1]?.first ?? this.size];
  }

  #positions(axis) {
    return Float32Array.from(this.scene, (scene, i) => {
      const [c, cx, cy, cxx, cxy, cyy] = this.about.scenes[scene].position[axis];
      const [x, y] = [this.columns.x[i] / SCALE, this.columns.y[i] / SCALE];
      return c + cx * x + cy * y + cxx * x * x + cxy * x * y + cyy * y * y;
    });
  }

  /** The patches that pass all filters and the search of a state, and per facet the number of patches of each option. */
  matching(state) {
    const failed = new Uint8Array(this.size); // a bit per facet, and one for the search
    const text = state.get("q") ?? "";
    const place = placeOf(text);
    if (!place) markWords(this, text, failed, 1 << this.facets.length);
    this.facets.forEach((facet, f) => {
      const chosen = state.getAll(facet.key).map((name) => facet.options.indexOf(name)).filter((k) => k >= 0);
      if (chosen.length) facet.mark(failed, chosen, 1 << f);
    });
    const found = [];
    for (let i = 0; i < this.size; i++) if (!failed[i]) found.push(i);
    return { found: place ? nearest(this, found, place) : found, counts: this.facets.map((facet, f) => facet.count(failed, 1 << f)) };
  }

  name(i) {
    const [x, y] = [this.columns.x[i], this.columns.y[i]].map((value) => String(value).padStart(2, "0"));
    return `${this.about.scenes[this.scene[i]].name}_${x}_${y}`;
  }

  /** The number of a patch by its name, -1 where there is none. */
  find(name) {
    const [, scene, x, y] = /^(.*)_(\d\d)_(\d\d)$/.exec(name) ?? [];
    return this.#scenes.has(scene) ? this.#at(this.#scenes.get(scene), +x, +y) : -1;
  }

  #at(scene, x, y) {
    const [first, end] = this.#range(scene);
    for (let i = first; i < end; i++) if (this.columns.x[i] === x && this.columns.y[i] === y) return i;
    return -1;
  }

  /** All dates of the place of a patch, oldest first: [date, patch]. */
  dates(i) {
    const { tile } = this.about.scenes[this.scene[i]];
    const found = this.about.scenes.map((scene, k) => [scene, scene.tile === tile ? this.#at(k, this.columns.x[i], this.columns.y[i]) : -1]);
    return found.filter(([, patch]) => patch >= 0).map(([scene, patch]) => [scene.name.replace(/^.*_(\d{4})(\d\d)(\d\d)T.*$/, "$1-$2-$3"), patch]);
  }

  /** What the index says of a patch: split, country, season, climate zone. */
  facts(i) {
    const { about, columns } = this;
    return { split: about.splits[columns.split[i]], country: about.countries[columns.country[i]], season: about.scenes[this.scene[i]].season, climate: about.climates[columns.climate_zone[i]] };
  }

  classes(i) {
    return this.about.classes.filter((_, k) => (this.columns.classes[i] >> k) & 1);
  }

  /** Where the picture of a patch lies: its sheet, and its column and row there. */
  thumbnail(i) {
    const { row } = this.about.thumbnails;
    const [sheet, at] = [Math.floor(i / (row * row)), i % (row * row)];
    return { url: `thumbnails/${String(sheet).padStart(5, "0")}.jpg`, column: at % row, row: Math.floor(at / row) };
  }

  #tile(name) {
    if (!this.#tiles.has(name)) {
      const read = readColumns(`tiles/${name}.parquet`);
      read.catch(() => this.#tiles.delete(name)); // the next reader asks again
      this.#tiles.set(name, read);
    }
    return this.#tiles.get(name);
  }

  /** Where a patch lies: its shard, its row there; `first` and `count` of its texts by config, `before` it in the split. */
  async place(i) {
    const { scenes, shards, texts } = this.about;
    const { tile } = scenes[this.scene[i]];
    const columns = await this.#tile(tile);
    const line = i - scenes.find((scene) => scene.tile === tile).first;
    const shard = columns.shard[line];
    const before = (config) => shards.slice(0, shard).filter(({ split }) => split === shards[shard].split).reduce((sum, { rows, files }) => sum + (config === "patches" ? rows : files[config]?.[2] ?? 0), 0);
    const of = (suffix) => Object.fromEntries(texts.map((config) => [config, columns[`${config}${suffix}`][line]]));
    return { shard, row: columns.row[line], split: shards[shard].split, first: of("_first"), count: of(""), before };
  }

  #file(shard, config) {
    const { name, files } = this.about.shards[shard];
    const path = `data/${config}/${name}.parquet`;
    if (files[config] && !this.#files.has(path)) {
      const url = new URL(path, new URL(`${this.about.data}/`, document.baseURI));
      this.#files.set(path, new RemoteFile(url, files[config][0], files[config][1]));
    }
    return this.#files.get(path);
  }

  /** Columns of the row of `patches`. */
  async patch(i, columns) {
    const { shard, row } = await this.place(i);
    const [found] = await this.#file(shard, "patches").read(columns, row, row + 1);
    return found;
  }

  /** The rows of a config about a patch, each with its row number in the split. */
  async texts(i, config) {
    const { shard, first, count, before } = await this.place(i);
    if (!count[config]) return [];
    const rows = await this.#file(shard, config).read(TEXT_COLUMNS[config], first[config], first[config] + count[config]);
    return rows.map((row, k) => ({ ...row, config, number: before(config) + first[config] + k }));
  }
}
