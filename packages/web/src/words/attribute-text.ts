import type { AttributeValue } from '@dashboard/contract';

/** An attribute's value as people read it. */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(attributeText).join(', ') : String(value);
}
