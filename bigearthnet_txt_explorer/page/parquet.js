/* Parquet files read by byte ranges: first the end of a file, with its footer and indexes, then the pages that hold the rows wanted. */

import { decompress } from "./vendor/fzstd.js";
import { parquetMetadata } from "./vendor/hyparquet/metadata.js";
import { parquetRead, parquetReadObjects } from "./vendor/hyparquet/read.js";

const compressors = { ZSTD: (input, size) => decompress(input, new Uint8Array(size)) };

async function get(url, headers = {}) {
  const response = await fetch(url, { headers }).catch((error) => {
    throw new Error(`${url}: no answer (${error.message}); is the server there?`);
  });
  if (!response.ok) throw new Error(`${url}: answered ${response.status} ${response.statusText}`);
  return response;
}

export const getJson = async (url) => (await get(url)).json();

async function getRange(url, start, end) {
  const response = await get(url, { Range: `bytes=${start}-${end - 1}` });
  if (response.status !== 206) {
    response.body?.cancel();
    throw new Error(`${url}: the server sent the whole file; the explorer needs one that answers Range requests`);
  }
  return response.arrayBuffer();
}

/** All columns of a small file of whole numbers, name -> Int32Array. */
export async function readColumns(url) {
  const file = await (await get(url)).arrayBuffer();
  const parts = {};
  await parquetRead({ file, compressors, onChunk: ({ columnName, columnData }) => (parts[columnName] ??= []).push(columnData) });
  return Object.fromEntries(Object.entries(parts).map(([name, pieces]) => [name, joined(pieces)]));
}

function joined(pieces) {
  const column = new Int32Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    column.set(piece, at);
    at += piece.length;
  }
  return column;
}

const GAP = 8192; // bytes between two ranges below which one request costs less than two

/** Ranges asked for in one turn, as few requests: neighbors and near neighbors are fetched together. */
function merged(waiting) {
  const runs = [];
  for (const one of waiting.sort((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run && one.start <= run.end + GAP) {
      run.end = Math.max(run.end, one.end);
      run.parts.push(one);
    } else runs.push({ start: one.start, end: one.end, parts: [one] });
  }
  return runs;
}

/** A file of the release: its address, its size, and where its last row group ends. */
export class RemoteFile {
  #tail;
  #metadata;
  #waiting = [];

  constructor(url, byteLength, end) {
    Object.assign(this, { url, byteLength, end });
  }

  #readTail() {
    this.#tail ??= getRange(this.url, this.end, this.byteLength);
    this.#tail.catch(() => (this.#tail = undefined)); // the next reader asks again
    return this.#tail;
  }

  async slice(start, end = this.byteLength) {
    if (start >= this.end) return (await this.#readTail()).slice(start - this.end, end - this.end);
    if (!this.#waiting.length) setTimeout(() => this.#fetch());
    return new Promise((resolve, reject) => this.#waiting.push({ start, end, resolve, reject }));
  }

  #fetch() {
    for (const { start, end, parts } of merged(this.#waiting)) {
      getRange(this.url, start, end).then(
        (bytes) => parts.forEach((part) => part.resolve(bytes.slice(part.start - start, part.end - start))),
        (error) => parts.forEach((part) => part.reject(error)),
      );
    }
    this.#waiting = [];
  }

  /** Rows start to end as objects with the columns named; of large columns only the pages that hold the rows are fetched. */
  async read(columns, rowStart, rowEnd) {
    if (rowStart === rowEnd) return [];
    this.#metadata ??= parquetMetadata(await this.#readTail());
    return parquetReadObjects({ file: this, metadata: this.#metadata, columns, rowStart, rowEnd, compressors, useOffsetIndex: true, utf8: false });
  }
}
