import type { AccountDetail, AttributeValue } from '@dashboard/contract';

export type ItemKind = 'text' | 'number' | 'boolean';

/** One value as it is typed; `yes` or `no` where it is one of these. */
export interface ItemDraft {
  /** Tells the rows of a list apart while they come and go. */
  readonly key: number;
  readonly kind: ItemKind;
  readonly text: string;
}

export interface AttributeDraft {
  readonly name: string;
  readonly isList: boolean;
  /** Of a value that is no list there is one. */
  readonly items: readonly ItemDraft[];
}

export interface AttributeFaults {
  readonly name?: string;
  /** By the item's key. */
  readonly items: Readonly<Record<number, string>>;
}

export type ReadAttribute =
  | { readonly value: AttributeValue }
  | { readonly faults: AttributeFaults };

type Attributes = AccountDetail['attributes'];

/** The administrator's own, which are saved all at once. */
export function ownAttributes({
  attributes,
  attributeSources,
}: Pick<AccountDetail, 'attributes' | 'attributeSources'>): Attributes {
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.filter(([name]) => sourceOf(attributeSources, name) !== 'jwt'));
}

function sourceOf(sources: AccountDetail['attributeSources'], name: string) {
  // A record's `constructor` is no attribute's source.
  return Object.hasOwn(sources, name) ? sources[name] : 'jwt';
}

/** With one more, or another value; a name such as `__proto__` is one like any other. */
export function withAttribute(own: Attributes, name: string, value: AttributeValue): Attributes {
  return Object.fromEntries([...Object.entries(withoutAttribute(own, name)), [name, value]]);
}

export function withoutAttribute(own: Attributes, name: string): Attributes {
  return Object.fromEntries(Object.entries(own).filter(([other]) => other !== name));
}

/** A value as the form shows it. */
export function draftOfAttribute(name: string, value: AttributeValue): AttributeDraft {
  const values = Array.isArray(value) ? value : [value];
  return { name, isList: Array.isArray(value), items: values.map(draftOfItem) };
}

function draftOfItem(value: string | number | boolean, key: number): ItemDraft {
  if (typeof value === 'boolean') return { key, kind: 'boolean', text: value ? 'yes' : 'no' };
  return { key, kind: typeof value === 'number' ? 'number' : 'text', text: String(value) };
}

/** The value that a draft stands for, with its type, or what is wrong with it. */
export function readAttribute({ name, isList, items }: AttributeDraft): ReadAttribute {
  const read = items.map((item) => ({ item, value: readItem(item) }));
  const wrong = read.filter(({ value }) => value === null);
  const nameFault = faultOfName(name);
  if (nameFault !== null || wrong.length > 0) {
    const itemFaults = wrong.map(({ item }) => [item.key, numberFault(item.text)] as const);
    return {
      faults: {
        ...(nameFault === null ? {} : { name: nameFault }),
        items: Object.fromEntries(itemFaults),
      },
    };
  }
  const values = read.flatMap(({ value }) => (value === null ? [] : [value]));
  return { value: isList ? values : (values[0] ?? '') };
}

function faultOfName(name: string): string | null {
  if (name === '') return 'Enter a name.';
  if (name.startsWith('@')) return 'Names that begin with “@” are reserved.';
  // The server takes no JSON with this member, wherever it stands.
  if (name === '__proto__') return 'This name can’t be set by hand.';
  if (name.length > 255) return 'Use at most 255 characters.';
  return /\p{Cc}/u.test(name) ? 'Remove the control characters.' : null;
}

function readItem({ kind, text }: ItemDraft): string | number | boolean | null {
  if (kind === 'text') return text;
  if (kind === 'boolean') return text === 'yes';
  return readNumber(text);
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function readNumber(text: string): number | null {
  const plain = text.trim();
  if (!number.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) && !isRounded(plain, value) ? value : null;
}

function numberFault(text: string): string {
  if (text.trim() === '') return 'Type a number.';
  return number.test(text.trim())
    ? 'This number is too large to be kept exactly. Make it a text.'
    : 'Type a number, such as 12 or 3.5.';
}

/** A whole number of so many digits would come back as another one. */
function isRounded(plain: string, value: number): boolean {
  return /^[+-]?\d+$/.test(plain) && BigInt(plain.replace('+', '')) !== BigInt(value);
}
