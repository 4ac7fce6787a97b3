import type { ChangeEvent } from 'react';
import type { JwtDraft } from './jwt-draft.ts';

/** What a field shows beside its value: an error in place of the help, or who has it locked. */
export interface FieldState {
  /** Where an address leads to it (`settingAnchor`). */
  readonly id: string;
  readonly disabled: boolean;
  readonly error?: string;
  readonly description?: string | undefined;
}

export interface KeyAgain {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

type TextName = { [K in keyof JwtDraft]: JwtDraft[K] extends string ? K : never }[keyof JwtDraft];

/** The form's fields, as its sections use them. */
export interface JwtFields {
  readonly draft: JwtDraft;
  /** The shared key, which is asked for where it will be sent to another address; else null. */
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
