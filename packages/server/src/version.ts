import { readFileSync } from 'node:fs';

const { version: text } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as {
  readonly version: string;
};

/** Dashboard's version, from its package. */
export const version = text;
