/** Exact money: a price per million tokens as atto-dollars (1e-18 USD) per token, an amount as integer pico-dollars. */
const ATTO_PER_PICO = 1_000_000n;
const DIGITS = 12;

export interface Rate {
  /** US dollars per million tokens, as written in the price list. */
  usd: number;
  /** Atto-dollars per token. */
  atto: bigint;
  /** Pico-dollars per token, when that is an integer: the quick way. */
  pico: number | undefined;
}

/** A rate from decimal dollars per million tokens; digits beyond 1e-12 are dropped. */
export function rate(usd: number | string): Rate {
  const atto = scaled(String(usd));
  const pico = atto % ATTO_PER_PICO === 0n ? Number(atto / ATTO_PER_PICO) : undefined;
  return { usd: Number(usd), atto, pico: pico !== undefined && Number.isSafeInteger(pico) ? pico : undefined };
}

/** Decimal text × 10^12, as an integer. Dollars per million × 10^12 is atto-dollars per token. */
function scaled(decimal: string): bigint {
  const [mantissa = '0', exponent = '0'] = decimal.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = DIGITS - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}` || '0');
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

/** Pico-dollars of so many tokens, to the nearest; undefined when that is too much to be exact. */
export function amount(tokens: number, { atto, pico }: Rate): number | undefined {
  if (pico !== undefined) {
    const quick = tokens * pico;
    return Number.isSafeInteger(quick) ? quick : undefined;
  }
  const exact = Number((BigInt(tokens) * atto + ATTO_PER_PICO / 2n) / ATTO_PER_PICO);
  return Number.isSafeInteger(exact) ? exact : undefined;
}
