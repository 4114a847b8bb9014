/* Regions of a class on a map: its connected areas, their edges, and where two classes touch. */

const STEPS = [[1, 0], [-1, 0], [0, 1], [0, -1]];

/** The regions of a class, largest first: pixels that touch along an edge; `mask` holds 1 for each pixel of the class. */
export function regionsOf(mask, size) {
  const seen = Uint8Array.from(mask, (value) => 1 - value);
  const found = [];
  for (let start = 0; start < seen.length; start++) if (!seen[start]) found.push(flood(seen, start, size));
  return found.sort((a, b) => b.pixels.length - a.pixels.length);
}

function flood(seen, start, size) {
  const pixels = [start];
  seen[start] = 1;
  for (let k = 0; k < pixels.length; k++) {
    const [x, y] = [pixels[k] % size, Math.floor(pixels[k] / size)];
    for (const [dx, dy] of STEPS) {
      const [nx, ny] = [x + dx, y + dy];
      const next = ny * size + nx;
      if (nx < 0 || ny < 0 || nx >= size || ny >= size || seen[next]) continue;
      seen[next] = 1;
      pixels.push(next);
    }
  }
  return { pixels, box: boxOf(pixels, size) };
}

/** Half-open: the first column and row, and those behind the last. */
function boxOf(pixels, size) {
  let [x0, y0, x1, y1] = [size, size, 0, 0];
  for (const p of pixels) {
    const [x, y] = [p % size, Math.floor(p / size)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  return [x0, y0, x1, y1];
}

/** The edge of a mask as a path of SVG, in pixels. */
export function edgeOf(mask, size) {
  const is = (x, y) => x >= 0 && y >= 0 && x < size && y < size && mask[y * size + x] === 1;
  const parts = [];
  for (let y = 0; y <= size; y++) {
    for (let x = 0; x <= size; x++) {
      if (is(x, y) !== is(x, y - 1)) parts.push(`M${x} ${y}h1`);
      if (is(x, y) !== is(x - 1, y)) parts.push(`M${x} ${y}v1`);
    }
  }
  return parts.join("");
}

/** Pixel edges at which two masks touch. */
export function sharedEdges(a, b, size) {
  let edges = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const p = y * size + x;
      if (x + 1 < size) edges += (a[p] & b[p + 1]) | (b[p] & a[p + 1]);
      if (y + 1 < size) edges += (a[p] & b[p + size]) | (b[p] & a[p + size]);
    }
  }
  return edges;
}
