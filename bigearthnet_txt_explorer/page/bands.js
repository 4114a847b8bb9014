/* Bytes of bands -> pictures, with the stretches that explorer.json takes from the contract; the same pixels as `render()` gives. */

/** Byte planes (all low bytes, then all next ones) -> values. */
export function fromPlanes(planes, dtype) {
  const width = +dtype.at(-1);
  const pixels = planes.length / width;
  const mixed = new Uint8Array(planes.length);
  for (let k = 0; k < width; k++) for (let p = 0; p < pixels; p++) mixed[p * width + k] = planes[k * pixels + p];
  return dtype === "<f4" ? new Float32Array(mixed.buffer) : new Uint16Array(mixed.buffer);
}

/** A value between `low` and `high` -> 0 to 255; 0 of NaN. In single precision, step by step, as NumPy computes it. */
export function stretched(value, low, high, gamma) {
  const above = Math.fround(Math.fround(value) - Math.fround(low));
  const part = Math.min(1, Math.max(0, Math.fround(above / Math.fround(high - low))));
  const scaled = Math.fround(255 * (gamma === 1 ? part : Math.fround(part ** Math.fround(1 / gamma))));
  const rounded = Math.round(scaled);
  return (rounded - scaled === 0.5 && rounded % 2 ? rounded - 1 : rounded) || 0; // ties to even
}

function values(rasters, band) {
  if (rasters[band]) return rasters[band];
  const [one, other] = band.split("-").map((name) => rasters[name]); // VV-VH
  return one.map((value, p) => Math.fround(value - other[p]));
}

/** The bands a composite is made of. */
export const bandsOf = (channels) => [...new Set(channels.flatMap(([band]) => band.split("-")))];

/** Decoded rasters -> RGBA of size x size; coarser bands are repeated. */
export function composite(rasters, channels, size) {
  const picture = new Uint8ClampedArray(size * size * 4).fill(255);
  channels.forEach(([band, low, high, gamma], c) => {
    const raster = values(rasters, band);
    const side = Math.sqrt(raster.length);
    const layer = Uint8Array.from(raster, (value) => stretched(value, low, high, gamma));
    for (let y = 0; y < size; y++) {
      const row = Math.floor((y * side) / size) * side;
      for (let x = 0; x < size; x++) picture[(y * size + x) * 4 + c] = layer[row + Math.floor((x * side) / size)];
    }
  });
  return picture;
}

/** A raster of CORINE codes -> RGBA in the map's colors, and the pixels of each code. */
export function landCover(codes, clc) {
  const picture = new Uint8ClampedArray(codes.length * 4).fill(255);
  const pixels = new Map();
  codes.forEach((code, p) => {
    const color = parseInt(clc[code][2].slice(1), 16);
    picture.set([color >> 16, (color >> 8) & 255, color & 255], p * 4);
    pixels.set(code, (pixels.get(code) ?? 0) + 1);
  });
  return { picture, pixels };
}
