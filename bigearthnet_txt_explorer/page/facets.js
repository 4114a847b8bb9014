/* Filters over whole columns: which patches pass, and how many each option would leave. */

/** A facet of one value a patch, "any of"; `codes` are the numbers of its options. */
export function valueFacet(key, title, options, codes) {
  return {
    key, title, options, rule: "any of",
    /** Sets `bit` in `failed` for the patches that have none of the options chosen. */
    mark(failed, chosen, bit) {
      const allowed = new Uint8Array(options.length);
      for (const k of chosen) allowed[k] = 1;
      for (let i = 0; i < codes.length; i++) if (!allowed[codes[i]]) failed[i] |= bit;
    },
    /** Patches of each option; the facet's own choice does not count, since a further option adds patches. */
    count(failed, bit) {
      const counts = new Uint32Array(options.length);
      for (let i = 0; i < codes.length; i++) if (!(failed[i] & ~bit)) counts[codes[i]]++;
      return counts;
    },
  };
}

/** A facet of several values a patch, "all of"; `masks` has a bit per option. */
export function bitsFacet(key, title, options, masks) {
  return {
    key, title, options, rule: "all of",
    mark(failed, chosen, bit) {
      const wanted = chosen.reduce((mask, k) => mask | (1 << k), 0);
      for (let i = 0; i < masks.length; i++) if ((masks[i] & wanted) !== wanted) failed[i] |= bit;
    },
    count(failed) {
      const counts = new Uint32Array(options.length);
      for (let i = 0; i < masks.length; i++) {
        if (failed[i]) continue;
        for (let mask = masks[i]; mask; mask &= mask - 1) counts[31 - Math.clz32(mask & -mask)]++;
      }
      return counts;
    },
  };
}
