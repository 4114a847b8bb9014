/* Requests to the server of the review: JSON there, JSON back, an error as one line of text. */

/** The answer to a GET, or to a POST of `body`. */
export async function ask(path, body) {
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, body ? post : {}).catch(() => {
    throw new Error("the server does not answer: start the command again; what was recorded is kept");
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** The patches of the benchmark as the explorer's Picture reads them: columns of a row by its number. */
export function patchesOf(about) {
  const planes = async (row, name) => {
    const response = await fetch(`raster?row=${row}&band=${name}`);
    if (!response.ok) throw new Error((await response.json()).error);
    return [name, new Uint8Array(await response.arrayBuffer())];
  };
  const patch = async (row, names) => Object.fromEntries(await Promise.all(names.map((name) => planes(row, name))));
  return { about, patch };
}
