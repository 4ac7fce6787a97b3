import { jwtVariableName } from '@dashboard/contract';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { changeJwtSettings } from '../../../api/change-jwt-settings.ts';
import { type JwtSettingsVersion, jwtSettingsQuery } from '../../../api/read-jwt-settings.ts';
import { passwordLoginQuery } from '../../../api/read-password-login.ts';
import { propertiesQuery } from '../../../api/read-properties.ts';
import { siteUrl } from '../../../api/site-url.ts';
import { settingAnchor } from '../../../ui/setting-anchor.ts';
import { settingWords } from '../../../ui/setting-words.ts';
import { draftFault, draftOf, draftWarning, isSame, type JwtDraft, patchOf } from './jwt-draft.ts';
import type { FieldState, JwtFields } from './jwt-fields.ts';

/** What the form does: what is typed stays through every error, and only what was changed is sent. */
export function useJwtForm(saved: JwtSettingsVersion) {
  const { settings, etag } = saved;
  const [draft, setDraft] = useState<JwtDraft>(() => draftOf(settings));
  // What the draft was made from: another administrator's changes must not look like ours.
  const [base, setBase] = useState({ draft: draftOf(settings), etag });
  const queries = useQueryClient();
  const [keyAgain, setKeyAgain] = useState('');
  // A field is checked once it was left: nobody is told off in the middle of a word.
  const [left, setLeft] = useState<ReadonlySet<keyof JwtDraft>>(new Set());
  // A field that was edited after the server refused it is no longer marked.
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());
  const patch = patchOf(base.draft, draft);
  const sendsKey = typeof patch.tokenEndpoint === 'string' && settings.signingKey.set;
  const isChanged = Object.keys(patch).length > 0;
  const save = useMutation({
    mutationFn: () =>
      changeJwtSettings(
        sendsKey && keyAgain !== '' ? { ...patch, currentSigningKey: keyAgain } : patch,
        base.etag,
      ),
    onSuccess: (version) => {
      accept(version);
      void queries.invalidateQueries({ queryKey: propertiesQuery.queryKey });
      notifications.show({ color: 'green', message: 'JWT settings saved' });
      void queries.invalidateQueries({ queryKey: passwordLoginQuery.queryKey });
    },
  });

  function accept(version: JwtSettingsVersion): void {
    queries.setQueryData(jwtSettingsQuery.queryKey, version);
    const next = draftOf(version.settings);
    setBase({ draft: next, etag: version.etag });
    setDraft(next);
    setKeyAgain('');
  }

  /** The settings as they are now, with what was typed here left in place: after a new key, or after a collision. */
  async function catchUp(): Promise<JwtDraft> {
    const version = await queries.fetchQuery({ ...jwtSettingsQuery, staleTime: 0 });
    const latest = draftOf(version.settings);
    setDraft({ ...latest, ...changesOf(base.draft, draft) });
    setBase({ draft: latest, etag: version.etag });
    save.reset();
    return latest;
  }

  /** What somebody else saved meanwhile, beside what was typed here. */
  async function takeOver(): Promise<void> {
    const theirs = changesOf(base.draft, await catchUp());
    const names = (Object.keys(theirs) as (keyof JwtDraft)[]).map((name) => settingWords[name]);
    const message =
      names.length === 0 ? 'The shared key was replaced.' : `They changed: ${names.join(', ')}.`;
    notifications.show({ message, autoClose: 15_000 });
  }

  const refused = Object.entries(fieldErrors(save.error));
  const errors = Object.fromEntries(refused.filter(([name]) => !edited.has(name)));
  const hasMeanwhile =
    save.error !== null && 'code' in save.error && save.error.code === 'changed_meanwhile';

  function set<K extends keyof JwtDraft>(name: K, value: JwtDraft[K]): void {
    setDraft((current) => ({ ...current, [name]: value }));
    setEdited((names) => new Set(names).add(name));
  }

  /** What every field has: its error, and that the environment has it locked. */
  function field(name: keyof JwtDraft, help?: string): FieldState {
    const isLocked = settings.lockedByEnvironment.includes(name);
    const error = errors[name] ?? (left.has(name) ? draftFault(name, draft, siteUrl()) : undefined);
    const id = settingAnchor(name);
    if (error !== undefined) return { id, error, disabled: isLocked };
    return {
      id,
      disabled: isLocked,
      description: isLocked
        ? `Set by ${jwtVariableName(name)}`
        : (draftWarning(name, draft) ?? help),
    };
  }

  const fields: JwtFields = {
    draft,
    keyAgain: sendsKey
      ? {
          value: keyAgain,
          error: errors.currentSigningKey,
          onChange: (event) => {
            setKeyAgain(event.currentTarget.value);
            setEdited((names) => new Set(names).add('currentSigningKey'));
          },
        }
      : null,
    set,
    field,
    text: (name, help) => ({
      ...field(name, help),
      value: draft[name],
      onChange: (event) => set(name, event.currentTarget.value as JwtDraft[typeof name]),
      onBlur: () => setLeft((names) => new Set(names).add(name)),
    }),
  };

  return {
    fields,
    patch,
    isChanged,
    faults: Object.keys(errors).map((name) => {
      const setting = name as keyof JwtDraft;
      return { id: settingAnchor(setting), label: settingWords[setting] ?? name };
    }),
    keyError: errors.signingKey,
    isSaving: save.isPending,
    /** Why it couldn't be saved, where no field is to blame. */
    failure: save.isError && refused.length === 0 ? save.error : null,
    hasMeanwhile,
    submit() {
      setEdited(new Set());
      if (isChanged) save.mutate(undefined, { onError: focusFirstFault });
    },
    discard() {
      setDraft(base.draft);
      setKeyAgain('');
      save.reset();
    },
    catchUp,
    takeOver,
  };
}

function changesOf(base: JwtDraft, draft: JwtDraft): Partial<JwtDraft> {
  const names = Object.keys(draft) as (keyof JwtDraft)[];
  return Object.fromEntries(
    names.filter((name) => !isSame(draft[name], base[name])).map((name) => [name, draft[name]]),
  );
}

/** Leads to the first field, from the top, that the server found fault with. */
function focusFirstFault(error: unknown): void {
  const ids = Object.keys(fieldErrors(error)).map((name) => settingAnchor(name as keyof JwtDraft));
  const fields = ids.map((id) => document.getElementById(id)).filter((field) => field !== null);
  fields.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0]?.focus();
}
