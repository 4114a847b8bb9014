/* Rasters of a patch -> a GeoTIFF file: values as they are, uncompressed, a plane a band, north up. */

import { spread } from "./indices.js";

const TYPES = { 2: 1, 3: 2, 4: 4, 12: 8 }; // TIFF 6.0: ASCII, SHORT, LONG, DOUBLE -> bytes

/** {B04: raster, ...}, west and north edge and size of a pixel in meters -> bytes. Bands of other sizes or kinds are brought to one. */
export function geotiff(rasters, { epsg, bounds, size }) {
  const { side, planes, float } = alike(Object.values(rasters), size);
  const [west, , east, north] = bounds;
  const step = (east - west) / side;
  const bands = planes.length;
  const names = Object.keys(rasters).map((name, k) => `<Item name="DESCRIPTION" sample="${k}" role="description">${name}</Item>`);
  const bytes = planes[0].byteLength;
  const all = (value) => Array(bands).fill(value);
  const entries = [
    [256, 4, [side]], [257, 4, [side]], [258, 3, all(float ? 32 : 16)], [259, 3, [1]], [262, 3, [1]], [273, 4, all(0)],
    [277, 3, [bands]], [278, 4, [side]], [279, 4, all(bytes)], [284, 3, [2]], ...(bands > 1 ? [[338, 3, Array(bands - 1).fill(0)]] : []),
    [339, 3, all(float ? 3 : 1)], [33550, 12, [step, step, 0]], [33922, 12, [0, 0, 0, west, north, 0]],
    [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg]],
    [42112, 2, [...new TextEncoder().encode(`<GDALMetadata>${names.join("")}</GDALMetadata>\0`)]],
  ];
  const start = 8 + 2 + entries.length * 12 + 4;
  const room = entries.reduce((sum, [, type, values]) => sum + padded(type, values), 0);
  const first = start + room;
  entries.find(([tag]) => tag === 273)[2] = planes.map((_, k) => first + k * bytes);
  const file = new Uint8Array(first + bands * bytes);
  writeHead(new DataView(file.buffer), entries, start);
  planes.forEach((plane, k) => file.set(new Uint8Array(plane.buffer, plane.byteOffset, bytes), first + k * bytes));
  return file;
}

/** Rasters on one grid and of one kind: whole numbers of 16 bits if all are, else floats. */
function alike(rasters, size) {
  const side = rasters.every(({ length }) => length === rasters[0].length) ? Math.sqrt(rasters[0].length) : size;
  const float = rasters.some((raster) => raster instanceof Float32Array);
  const planes = rasters.map((raster) => (float ? Float32Array : Uint16Array).from(spread(raster, side)));
  return { side, planes, float };
}

/** Bytes that the values of an entry take outside of it, on even addresses. */
function padded(type, values) {
  const bytes = TYPES[type] * values.length;
  return bytes <= 4 ? 0 : bytes + (bytes % 2);
}

function writeHead(view, entries, start) {
  [0x4949, 42].forEach((value, k) => view.setUint16(2 * k, value, true));
  view.setUint32(4, 8, true);
  view.setUint16(8, entries.length, true);
  let [at, outside] = [10, start];
  for (const [tag, type, values] of entries) {
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const room = padded(type, values);
    if (room) view.setUint32(at + 8, outside, true);
    writeValues(view, room ? outside : at + 8, type, values);
    [at, outside] = [at + 12, outside + room];
  }
}

function writeValues(view, at, type, values) {
  const write = { 2: "setUint8", 3: "setUint16", 4: "setUint32", 12: "setFloat64" }[type];
  values.forEach((value, k) => view[write](at + k * TYPES[type], value, true));
}
