import type { GeneralSettings, GeneralSettingsPatch } from '@dashboard/contract';
import { secondsOf, type TimeSpan, timeSpanOf } from './time-span.ts';

/** What the form edits. */
export interface GeneralDraft {
  readonly siteName: string;
  readonly siteAddress: string;
  readonly sessionMaxAgeSeconds: TimeSpan;
  readonly sessionIdleSeconds: TimeSpan;
  readonly logRetentionDays: number | '';
  readonly embeddingOrigins: readonly string[];
}

export function draftOf(settings: GeneralSettings): GeneralDraft {
  return {
    siteName: settings.siteName,
    siteAddress: settings.siteAddress,
    sessionMaxAgeSeconds: timeSpanOf(settings.sessionMaxAgeSeconds),
    sessionIdleSeconds: timeSpanOf(settings.sessionIdleSeconds),
    logRetentionDays: settings.logRetentionDays,
    embeddingOrigins: settings.embeddingOrigins,
  };
}

/** Only what was changed, in the API's form. */
export function patchOf(saved: GeneralSettings, draft: GeneralDraft): GeneralSettingsPatch {
  const sent = {
    siteName: draft.siteName.trim(),
    siteAddress: draft.siteAddress.trim(),
    sessionMaxAgeSeconds: secondsOf(draft.sessionMaxAgeSeconds),
    sessionIdleSeconds: secondsOf(draft.sessionIdleSeconds),
    logRetentionDays: draft.logRetentionDays === '' ? null : draft.logRetentionDays,
    embeddingOrigins: draft.embeddingOrigins,
  };
  const names = Object.keys(sent) as (keyof typeof sent)[];
  const changed = names.filter(
    (name) => JSON.stringify(sent[name]) !== JSON.stringify(saved[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, sent[name]])) as GeneralSettingsPatch;
}

const year = 365 * 86_400;
const span = 'Enter a time from 5 minutes to 365 days.';

/** What the server would refuse, said in words before it is asked; setting → what is wrong with it. */
export function faultsOf({
  siteName,
  sessionMaxAgeSeconds,
  sessionIdleSeconds,
  logRetentionDays,
}: GeneralSettingsPatch): Readonly<Record<string, string>> {
  const isLifetime = (seconds: number | null | undefined) =>
    seconds === undefined || (seconds !== null && seconds >= 300 && seconds <= year);
  const isDays = (days: number | null | undefined) =>
    days === undefined || (days !== null && days >= 1 && days <= 3650);
  return {
    ...(siteName === '' && { siteName: 'Enter a site name.' }),
    ...(!isLifetime(sessionMaxAgeSeconds) && { sessionMaxAgeSeconds: span }),
    ...(!isLifetime(sessionIdleSeconds) && { sessionIdleSeconds: span }),
    ...(!isDays(logRetentionDays) && { logRetentionDays: 'Enter a number from 1 to 3,650.' }),
  };
}
