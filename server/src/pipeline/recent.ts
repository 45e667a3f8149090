/**
 * Remembers which spans were seen lately, to count duplicates. A hint for counters, never for correctness:
 * the store keeps one row per identity whatever this says. Two generations of fixed size, so memory is bounded.
 */
export class RecentIdentities {
  #young: Float64Array;
  #old: Float64Array;
  #count = 0;
  readonly #mask: number;

  /** `slots` is a power of two; half of them are used before the generations change. */
  constructor(slots = 1 << 21) {
    this.#young = new Float64Array(slots);
    this.#old = new Float64Array(slots);
    this.#mask = slots - 1;
  }

  /** True when this identity was added before (and not yet forgotten). Adds it. */
  seen(project: string, traceId: string, spanId: string): boolean {
    const hash = identityHash(project, traceId, spanId);
    if (this.#find(this.#young, hash) < 0) return true;
    const known = this.#find(this.#old, hash) < 0;
    this.#young[this.#find(this.#young, hash)] = hash;
    if (++this.#count > this.#mask >> 1) this.#turn();
    return known;
  }

  /** -1 when present, else the free slot it would take. */
  #find(table: Float64Array, hash: number): number {
    let slot = (hash ^ (hash / 0x1_0000_0000)) & this.#mask;
    while (table[slot] !== 0) {
      if (table[slot] === hash) return -1;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #turn(): void {
    const reused = this.#old.fill(0);
    this.#old = this.#young;
    this.#young = reused;
    this.#count = 0;
  }
}

/** A non-zero 52-bit hash of the three parts (two independent 32-bit FNV-1a streams). */
function identityHash(project: string, traceId: string, spanId: string): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const part of [project, traceId, spanId]) {
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ (code + 0x5bd1), 0x85ebca6b);
    }
    a = Math.imul(a ^ 0xff, 0x01000193);
    b ^= b >>> 15;
  }
  return (a >>> 0) * 0x10_0000 + ((b >>> 12) | 1);
}
