/** Letters and digits that are not mistaken for one another when they are read out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password of twenty characters of thirty-one, about 99 bits, in groups of five. */
export function newPassword(): string {
  const groups = Array.from({ length: 4 }, () => Array.from({ length: 5 }, letter).join(''));
  return groups.join('-');
}

function letter(): string {
  // Of 256 values 248 are shared out evenly; the rest is thrown again.
  const limit = 256 - (256 % alphabet.length);
  for (;;) {
    const [byte = limit] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return alphabet.charAt(byte % alphabet.length);
  }
}
