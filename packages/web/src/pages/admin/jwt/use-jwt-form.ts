import { type JwtSettings, jwtVariableName } from '@dashboard/contract';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import {
  addressTestQuery,
  changeJwtSettings,
  jwtSettingsQuery,
} from '../../../api/jwt-settings.ts';
import { passwordLoginQuery } from '../../../api/password-login.ts';
import { propertiesQuery } from '../../../api/site.ts';
import { siteUrl } from '../../../api/site-url.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { revealField } from '../../../parts/reveal-field.ts';
import { settingAnchor } from '../../../words/setting-anchor.ts';
import { settingWords } from '../../../words/setting-words.ts';
import { draftFault, draftOf, draftWarning, isSame, type JwtDraft, patchOf } from './jwt-draft.ts';
import type { FieldState, JwtFields } from './jwt-fields.ts';

/** The state of the form. It keeps the input after an error, and sends changed settings only. */
export function useJwtForm(saved: Versioned<JwtSettings>) {
  const { value: settings, etag } = saved;
  const [draft, setDraft] = useState<JwtDraft>(() => draftOf(settings));
  // The settings that the draft began with: another administrator's changes must not look like ours.
  const [base, setBase] = useState({ draft: draftOf(settings), etag });
  const queries = useQueryClient();
  const [keyAgain, setKeyAgain] = useState('');
  // A field is validated after it lost the focus, not while the user types.
  const [left, setLeft] = useState<ReadonlySet<keyof JwtDraft>>(new Set());
  // A field that was edited after the server refused it is no longer marked.
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());
  const patch = patchOf(base.draft, draft);
  const sendsKey =
    typeof patch.tokenEndpoint === 'string' &&
    settings.signingKey.set &&
    patch.signingKey === undefined;
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
      const { enabled, identityProviderUri } = version.value;
      if (enabled && identityProviderUri !== null)
        void queries.prefetchQuery(addressTestQuery(identityProviderUri));
      void queries.invalidateQueries({ queryKey: passwordLoginQuery.queryKey });
    },
  });

  function accept(version: Versioned<JwtSettings>): void {
    queries.setQueryData(jwtSettingsQuery.queryKey, version);
    const next = draftOf(version.value);
    setBase({ draft: next, etag: version.etag });
    setDraft(next);
    setKeyAgain('');
  }

  /** Loads the current settings and keeps the unsaved input: after a new key, or after a conflict. */
  async function catchUp(): Promise<JwtDraft> {
    const version = await queries.fetchQuery({ ...jwtSettingsQuery, staleTime: 0 });
    const latest = draftOf(version.value);
    // The draft as it is now: it can have changed while the settings were loading.
    setDraft((current) => ({ ...latest, ...changesOf(base.draft, current) }));
    setBase({ draft: latest, etag: version.etag });
    save.reset();
    return latest;
  }

  /** Shows what another administrator saved, beside the unsaved input. */
  async function takeOver(): Promise<void> {
    const theirs = changesOf(base.draft, await catchUp());
    const names = (Object.keys(theirs) as (keyof JwtDraft)[]).map((name) => settingWords[name]);
    const message =
      names.length === 0 ? 'The signing key was replaced.' : `They changed: ${names.join(', ')}.`;
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

  /** The state of one field. */
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
          id: keyAgainId,
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
    faults: Object.keys(errors).map((name) => ({ id: fieldIdOf(name), label: fieldLabelOf(name) })),
    isSaving: save.isPending,
    /** Why saving failed, if no field is the cause. */
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

/** The field that asks for the key again. It is no setting. */
const keyAgainId = 'current-signing-key';

function fieldIdOf(name: string): string {
  return name === 'currentSigningKey' ? keyAgainId : settingAnchor(name as keyof JwtDraft);
}

function fieldLabelOf(name: string): string {
  if (name === 'currentSigningKey') return 'Current signing key';
  return settingWords[name as keyof JwtDraft] ?? name;
}

/** Focuses the first field on the page that has an error of the server. */
function focusFirstFault(error: unknown): void {
  const selector = Object.keys(fieldErrors(error)).map((name) => `[id="${fieldIdOf(name)}"]`);
  const first = selector.length === 0 ? null : document.querySelector(selector.join());
  if (first !== null) revealField(first.id);
}
