import type { AttributeValue } from '@dashboard/contract';

export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface MergedAttributes {
  readonly attributes: Record<string, AttributeValue>;
  readonly sources: Record<string, 'jwt' | 'administrator'>;
}

/** Merges the attributes of the last token with those that an administrator set, which win (I8). */
export function mergeAttributes(fromToken: Attributes, byHand: Attributes): MergedAttributes {
  // Without a prototype an attribute called `__proto__` is a key like any other.
  const attributes: Record<string, AttributeValue> = Object.create(null);
  const sources: Record<string, 'jwt' | 'administrator'> = Object.create(null);
  for (const [key, value] of Object.entries(fromToken)) {
    attributes[key] = value;
    sources[key] = 'jwt';
  }
  for (const [key, value] of Object.entries(byHand)) {
    attributes[key] = value;
    sources[key] = 'administrator';
  }
  return { attributes, sources };
}
