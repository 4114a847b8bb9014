/* Search among the patches: by name, by words of what the index says of them, by coordinates. */

const NUMBER = "(-?\\d{1,3}(?:\\.\\d+)?)°?";
const PLACE = new RegExp(`^\\s*${NUMBER}\\s*[,;\\s]\\s*${NUMBER}\\s*$`);
const NEAR = 25; // km
const LEAST = 10; // patches, where none is near
const DEGREE = 111.2; // km

/** "48.2, 16.4" -> [48.2, 16.4]; null if it is no place. */
export function placeOf(text) {
  const found = PLACE.exec(text);
  const [latitude, longitude] = found ? [+found[1], +found[2]] : [];
  return found && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}

/** Distances in km of patches from a place. */
function distances(release, [latitude, longitude]) {
  const shrink = Math.cos((latitude * Math.PI) / 180);
  return Float32Array.from({ length: release.size }, (_, i) => DEGREE * Math.hypot(release.latitude[i] - latitude, (release.longitude[i] - longitude) * shrink));
}

/** Of patches those near a place, nearest first; the nearest ten where none is near. */
export function nearest(release, patches, place) {
  const away = distances(release, place);
  const sorted = [...patches].sort((a, b) => away[a] - away[b]);
  const near = sorted.filter((i) => away[i] <= NEAR);
  return near.length ? near : sorted.slice(0, LEAST);
}

const has = (word) => (name) => name.toLowerCase().includes(word);

/** Does a patch have a word? In its name, its classes, country, season, climate zone or split. */
function test(release, word) {
  const { about, columns } = release;
  const [scenes, countries, climates, splits] = [about.scenes.map((scene) => `${scene.name} ${scene.season}`), about.countries, about.climates, about.splits].map((names) => names.map(has(word)));
  const classes = about.classes.reduce((mask, name, k) => (has(word)(name) ? mask | (1 << k) : mask), 0);
  const isName = word.includes("_");
  return (i) =>
    scenes[release.scene[i]] || countries[columns.country[i]] || climates[columns.climate_zone[i]] || splits[columns.split[i]] || (columns.classes[i] & classes) !== 0 || (isName && has(word)(release.name(i)));
}

/** Sets `bit` in `failed` for the patches that lack one of the words of `text`. */
export function markWords(release, text, failed, bit) {
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const passes = test(release, word);
    for (let i = 0; i < release.size; i++) if (!passes(i)) failed[i] |= bit;
  }
}
