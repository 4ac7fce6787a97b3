import type { SignedInViewer } from '../../sessions/find-viewer.ts';
import type { SignInContext } from '../sign-in-context.ts';
import type { FoundAttempt } from '../start/attempt-cookies.ts';
import type { ExchangedToken } from './exchange-code.ts';
import type { SignInToConfirm } from './pending-sign-in.ts';

/** How long a token in an address can be, in characters (F2). */
export const maxLengthInAddress = 8 * 1024;
/** How long any other token can be, in characters (F2). */
export const maxTokenLength = 32 * 1024;

/** What a request brought for a sign-in, by the way it came. */
export type Received = FromBrowser | FromForm | FromCode | FromConfirmation | FromProgram;

/** Reads a request. @returns null if there is nothing to verify and the response has been sent */
export type Receive = (context: SignInContext) => Promise<Received | null>;

interface ReceivedToken {
  readonly token: string;
  /** In characters; longer where it was posted (F2). */
  readonly maxTokenLength: number;
  /** In milliseconds. */
  readonly receivedAt: number;
}

/** A token in the address, or one that was posted a moment ago (section 3). */
export interface FromBrowser extends ReceivedToken {
  readonly by: 'browser';
  readonly state: BrowserState;
  readonly returnPath: string;
}

/** What the browser brought with the token. */
export interface BrowserState {
  /** Null if no `state` came back. */
  readonly state: string | null;
  /** The attempt of this browser that `state` names, or null. */
  readonly named: FoundAttempt | null;
  /** Every attempt of this browser; decrypting them takes time, and few sign-ins need them. */
  readonly attempts: () => readonly FoundAttempt[];
  /** Whose live session this browser has, or null. */
  readonly viewer: SignedInViewer | null;
}

/** A token in a form: a cross-site request, so the browser sent no cookies (F9). */
export interface FromForm extends ReceivedToken {
  readonly by: 'form';
  readonly state: string | null;
  readonly returnTo: string | null;
}

/** A token from the token endpoint, for a code of this browser's attempt (section 4). */
export interface FromCode extends ReceivedToken {
  readonly by: 'code';
  readonly kind: ExchangedToken['kind'];
  /** The client ID, which is the audience here, whatever the setting says (C3). */
  readonly audience: string;
  readonly attempt: FoundAttempt;
  readonly viewer: SignedInViewer | null;
  readonly returnPath: string;
}

/** A sign-in that was verified a few minutes ago, and confirmed now (F7). */
export interface FromConfirmation extends SignInToConfirm {
  readonly by: 'confirmation';
  readonly receivedAt: number;
}

/** A token that a program sends for a bearer session (X4). */
export interface FromProgram extends ReceivedToken {
  readonly by: 'program';
  readonly returnPath: string;
}
