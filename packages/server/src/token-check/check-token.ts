import { randomBytes } from 'node:crypto';
import type { TokenCheckAnswer, TokenCheckInput, TokenCheckStep } from '@dashboard/contract';
import {
  type Claims,
  exactNumbers,
  findKeyMistake,
  importSigningKey,
  type SigningKey,
  signLoginToken,
} from '@dashboard/login-token';
import { invalidValues } from '../dashboard-error.ts';
import { evaluatePatch } from '../jwt-settings/evaluate-patch.ts';
import { isJwtUsable, type JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { JwtSource } from '../jwt-settings/jwt-source.ts';
import { readJsonObject } from '../read-json-object.ts';
import { maxLengthInAddress, maxTokenLength } from '../sso/receive/received.ts';
import { asRefusal, type Refusal } from '../sso/refuse/record-refusal.ts';
import type { SignInDeps } from '../sso/sign-in-context.ts';
import { readChallenge } from '../sso/verify/bind-to-browser.ts';
import { readIdentity, requireSubject } from '../sso/verify/identity.ts';
import { verifyToken } from '../sso/verify/verify-token.ts';
import { keyMistakeWords } from './key-mistake-words.ts';
import {
  accountSteps,
  browserStep,
  challengeStep,
  postedStep,
  type SignInStep,
  subjectStep,
  tokenSteps,
} from './sign-in-steps.ts';
import { noChange, tryAdmission } from './try-admission.ts';

/** The dependencies of a token check. */
export type CheckDeps = Pick<SignInDeps, 'database' | 'jwt' | 'site' | 'guard' | 'lifetime'>;

/**
 * Does a dry run of a sign-in: the same steps as a real one, in a transaction that is always rolled
 * back, with the saved settings or others.
 *
 * @throws DashboardError `validation_failed`
 */
export async function checkToken(
  deps: CheckDeps,
  input: TokenCheckInput,
  now: number,
): Promise<TokenCheckAnswer> {
  const tried = await triedSettings(deps, input.settings ?? {}, now);
  const token = await tokenOf(input, tried.keys, now);
  const isUsable = isJwtUsable(tried.settings, tried.keys.length > 0);
  const guarded = { ...deps, jwt: tried.source, guard: deps.guard.over(tried.source) };
  const result = await tryAll(guarded, token, tried, now);
  const { settings } = tried;
  const channel = [
    ...(settings.tokenEndpoint === null ? [] : [subjectStep]),
    ...(isChallenged(settings) ? [challengeStep] : []),
  ];
  const shape = token.length > maxLengthInAddress && settings.tokenEndpoint === null;
  const steps = [
    ...(shape ? [postedStep, ...tokenSteps.slice(1)] : tokenSteps),
    ...[...channel, browserStep, ...accountSteps],
  ];
  const checks = [
    settingsStep(isUsable),
    ...stepsOf(steps, result.refusal).map((step) => withWarning(step, result.groupWarning)),
  ];
  const isRefused = !isUsable || result.refusal !== null;
  const account = isRefused ? { ...noChange, before: result.account.before } : result.account;
  return { checks, account, ...readable(token) };
}

/** Whether the token must have a challenge; over the back channel the endpoint checks it (K3). */
function isChallenged({ flow, tokenEndpoint }: JwtSettings): boolean {
  return flow === 'authorization_code_pkce' && tokenEndpoint === null;
}

interface Tried {
  readonly settings: JwtSettings;
  readonly keys: readonly SigningKey[];
  /** The key that should sign, or null. */
  readonly keyText: string | null;
  readonly source: JwtSource;
}

async function triedSettings(
  { jwt, database, site }: CheckDeps,
  patch: NonNullable<TokenCheckInput['settings']>,
  now: number,
): Promise<Tried> {
  const inForce = await jwt.inForce(database.read, now);
  const {
    next: whole,
    newKey,
    faults,
  } = await evaluatePatch(database.read, { jwt, site }, patch, now);
  if (Object.keys(faults).length > 0 && Object.keys(patch).length > 0)
    throw invalidValues(asSettings(faults));
  const keys = newKey === null ? inForce.keys : [await importSigningKey(newKey)];
  // Over the back channel the client ID is the audience (C3).
  const settings = whole.tokenEndpoint === null ? whole : { ...whole, audience: whole.clientId };
  const source: JwtSource = {
    ...jwt,
    settings: async () => ({ settings, version: inForce.version }),
    fingerprints: async () => keys.map(({ fingerprint }) => fingerprint),
    inForce: async () => ({ ...inForce, settings, keys }),
  };
  const keyText = newKey ?? (await jwt.readableKeyText(database.read, now));
  return { settings, keys, keyText, source };
}

async function tokenOf(
  { token, claims }: TokenCheckInput,
  keys: readonly SigningKey[],
  now: number,
): Promise<string> {
  if ((token === undefined) === (claims === undefined))
    throw invalidValues({ token: 'Send either a token or claims.' });
  if (token !== undefined) return token;
  const isTimed =
    claims !== undefined && (Object.hasOwn(claims, 'iat') || Object.hasOwn(claims, 'exp'));
  const whole = isTimed ? claims : { ...claims, iat: Math.floor(now / 1000) };
  const key = keys[0] ?? (await importSigningKey(randomBytes(32).toString('hex')));
  return signLoginToken(whole as Claims, key);
}

interface TriedSignIn {
  readonly refusal: Refusal | null;
  readonly account: TokenCheckAnswer['account'];
  /** The probable mistake with the groups of a sign-in that succeeds, or null. */
  readonly groupWarning: string | null;
}

async function tryAll(
  deps: CheckDeps,
  token: string,
  tried: Tried,
  now: number,
): Promise<TriedSignIn> {
  try {
    const { settings } = tried;
    const verified = await verifyToken({ token, maxTokenLength }, tried, deps.site, now);
    const identity = readIdentity(verified, settings);
    if (settings.tokenEndpoint !== null) requireSubject(identity);
    if (isChallenged(settings)) readChallenge(verified);
    const admission = await tryAdmission(deps, { verified, identity, settings }, now);
    if ('account' in admission) return { refusal: null, ...admission };
    const refusal = refusalIn(admission.error);
    return { refusal, account: admission.before, groupWarning: null };
  } catch (error) {
    const refusal = withKeyMistake(refusalIn(error), token, tried.keyText);
    return { refusal, account: noChange, groupWarning: null };
  }
}

/** Names the usual mistake with the key that matches a signature (N1). */
function withKeyMistake(refusal: Refusal, token: string, keyText: string | null): Refusal {
  if (refusal.code !== 'token_signature' || keyText === null) return refusal;
  const mistake = findKeyMistake(token, keyText);
  if (mistake === null) return refusal;
  return { ...refusal, detail: `${refusal.detail} ${keyMistakeWords[mistake]}` };
}

function refusalIn(error: unknown): Refusal {
  const refusal = asRefusal(error, null);
  if (refusal === null) throw error;
  return refusal;
}

function settingsStep(isUsable: boolean): TokenCheckStep {
  const step = { name: 'settings', rule: 'S7' } as const;
  if (isUsable)
    return {
      ...step,
      outcome: 'passed',
      detail: 'JWT is enabled, and its address and key are set.',
    };
  const detail = 'JWT is disabled, or its address or key is missing.';
  return { ...step, outcome: 'failed', code: 'sso_not_configured', detail };
}

/** Every step before the refusal passed; the steps after it were not reached. */
function stepsOf(steps: readonly SignInStep[], refusal: Refusal | null): TokenCheckStep[] {
  const failedAt =
    refusal === null ? steps.length : steps.findIndex((step) => isAbout(step, refusal));
  const known = steps.map((step, index): TokenCheckStep => {
    const { name, rule, passed } = step;
    if (index === failedAt && refusal !== null)
      return { name, rule, outcome: 'failed', code: refusal.code, detail: refusal.detail };
    if (index > failedAt) return { name, rule, outcome: 'skipped', detail: 'Not reached.' };
    return { name, rule, outcome: step === browserStep ? 'skipped' : 'passed', detail: passed };
  });
  return refusal === null || failedAt >= 0 ? known : [...known, unlisted(refusal)];
}

/** A group name without a group refuses no sign-in, but it is the most frequent mistake. */
function withWarning(step: TokenCheckStep, groupWarning: string | null): TokenCheckStep {
  if (groupWarning === null || step.name !== 'groups' || step.outcome !== 'passed') return step;
  return { ...step, warning: true, detail: groupWarning };
}

/** A refusal by a check that is not in the list becomes a separate step, so that its reason shows. */
function unlisted({ code, check, detail }: Refusal): TokenCheckStep {
  return { name: code, rule: check, outcome: 'failed', code, detail };
}

function isAbout({ rule, codes }: SignInStep, { check, code }: Refusal): boolean {
  return rule === check && (codes === undefined || codes.includes(code));
}

/**
 * Header and claims for display, whatever the checks found; numbers that would lose digits as text.
 */
function readable(token: string): Pick<TokenCheckAnswer, 'header' | 'claims'> {
  const [header = null, claims = null] = token.split('.', 2).map((part) => {
    const text = Buffer.from(part, 'base64url').toString();
    const object = readJsonObject(text);
    return object === null ? null : { ...object, ...exactNumbers(text) };
  });
  return { header, claims };
}

function asSettings(faults: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => [`settings.${name}`, fault]),
  );
}
