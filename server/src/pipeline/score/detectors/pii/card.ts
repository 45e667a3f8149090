/** Prefixes of the issuers by the number of digits; the rest of all numbers pass Luhn one time in ten. */
const issued: Readonly<Record<number, RegExp>> = {
  12: /^(?:5018|5020|5038|5[6-9]|6)/,
  13: /^(?:4|5018|5020|5038|5[6-9]|6304|67)/,
  14: /^3[0689]/,
  15: /^(?:3[47]|1800|2131|5018|5[6-9]|67)/,
  16: /^(?:[456]|35|22[2-9]|2[3-6]|27[01]|2720)/,
  17: /^(?:5[06-9]|6)/,
  18: /^(?:5[06-9]|6)/,
  19: /^(?:4|5[06-9]|6)/,
};

/** Whether digits are a payment card's: an issuer's prefix and a right check digit. */
export function isCard(digits: string): boolean {
  if (!issued[digits.length]?.test(digits)) return false;
  let sum = 0;
  let same = 0;
  for (let position = digits.length - 1, double = false; position >= 0; position--, double = !double) {
    const digit = digits.charCodeAt(position) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    if (digits[position] === digits[0]) same++;
  }
  return sum % 10 === 0 && same < digits.length;
}
