import type { ChangeEvent } from 'react';
import type { JwtDraft } from './jwt-draft.ts';

/** What a field shows beside its value: an error in place of the help, or the variable that locks it. */
export interface FieldState {
  /** The anchor of the field in an address (`settingAnchor`). */
  readonly id: string;
  readonly disabled: boolean;
  readonly error?: string;
  readonly description?: string | undefined;
}

interface KeyAgain {
  readonly id: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

type TextName = { [K in keyof JwtDraft]: JwtDraft[K] extends string ? K : never }[keyof JwtDraft];

/** The form's fields for its sections. */
export interface JwtFields {
  readonly draft: JwtDraft;
  /** The field that asks for the key again before it is sent to a new address, or null. */
  readonly keyAgain: KeyAgain | null;
  set<K extends keyof JwtDraft>(name: K, value: JwtDraft[K]): void;
  field(name: keyof JwtDraft, help?: string): FieldState;
  text(
    name: TextName,
    help?: string,
  ): FieldState & {
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
    readonly onBlur: () => void;
  };
}
