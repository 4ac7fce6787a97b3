import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeAttributes } from './merge-attributes.ts';

const scalar = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean());
const attributes = fc.dictionary(
  fc.oneof(fc.constantFrom('__proto__', 'constructor', 'tenant'), fc.string()),
  fc.oneof(scalar, fc.array(scalar)),
);

test('I8 an attribute set by an administrator wins over the token’s, and each has its source', () => {
  fc.assert(
    fc.property(attributes, attributes, (fromToken, byHand) => {
      const merged = mergeAttributes(fromToken, byHand);
      const keys = new Set([...Object.keys(fromToken), ...Object.keys(byHand)]);
      expect(new Set(Object.keys(merged.attributes))).toEqual(keys);
      for (const key of keys) {
        const isOwn = Object.hasOwn(byHand, key);
        expect(merged.attributes[key]).toEqual(isOwn ? byHand[key] : fromToken[key]);
        expect(merged.sources[key]).toBe(isOwn ? 'administrator' : 'jwt');
      }
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    }),
  );
});
