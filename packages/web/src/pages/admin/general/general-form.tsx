import type { GeneralSettings } from '@dashboard/contract';
import { Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { changeGeneralSettings, generalSettingsQuery } from '../../../api/general-settings.ts';
import { propertiesQuery } from '../../../api/read-properties.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { SaveFailure } from '../../../ui/save-failure.tsx';
import { Section } from '../../../ui/section.tsx';
import { useVersionedSave } from '../../../ui/use-versioned-save.ts';
import { EmbeddingSection } from './embedding-section.tsx';
import { draftOf, faultsOf, type GeneralDraft, patchOf } from './general-draft.ts';
import classes from './general-form.module.css';
import { DaysInput, TimeSpanInput } from './time-span-input.tsx';

const variables: Readonly<Record<string, string>> = {
  siteName: 'DASHBOARD_SITE_NAME',
  siteAddress: 'DASHBOARD_SITE_URL',
};

/** The form; what is typed stays through every error, and only what was changed is sent. */
export function GeneralForm({ saved }: { readonly saved: Versioned<GeneralSettings> }) {
  const [typed, setTyped] = useState<Partial<GeneralDraft>>({});
  const [isJudged, setJudged] = useState(false);
  const queries = useQueryClient();
  const { began, saving, catchUp } = useVersionedSave({
    latest: saved,
    isTouched: Object.keys(typed).length > 0,
    pick: (settings: GeneralSettings) => settings,
    save: changeGeneralSettings,
    onSaved: (version) => {
      setTyped({});
      queries.setQueryData(generalSettingsQuery.queryKey, version);
      void queries.invalidateQueries({ queryKey: propertiesQuery.queryKey });
      notifications.show({ color: 'green', message: 'Saved.' });
    },
    refresh: () => queries.fetchQuery(generalSettingsQuery),
  });
  const draft = { ...draftOf(began), ...typed };
  const patch = patchOf(began, draft);
  const isChanged = Object.keys(patch).length > 0;
  const ownFaults = isJudged ? faultsOf(patch) : {};
  const errors = { ...fieldErrors(saving.error), ...ownFaults };

  function set<K extends keyof GeneralDraft>(name: K, value: GeneralDraft[K]): void {
    setTyped((before) => ({ ...before, [name]: value }));
    setJudged(false);
    if (name in fieldErrors(saving.error)) saving.reset();
  }

  /** What every field has: its error in place of its help, or who has it locked. */
  function field(name: keyof GeneralDraft, help: string) {
    const isLocked = began.lockedByEnvironment.includes(name);
    const error = errors[name];
    const description = isLocked ? `Set by ${variables[name]}` : help;
    return { id: idOf(name), disabled: isLocked, ...(error ? { error } : { description }) };
  }

  function submit(): void {
    const faults = faultsOf(patch);
    setJudged(true);
    const [first] = Object.keys(faults);
    if (first !== undefined) document.getElementById(idOf(first))?.focus();
    else if (isChanged) saving.mutate(patch, { onError: focusFirstFault });
  }

  const hasMoved = began.siteAddress !== began.siteAddressInUse;
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="xl">
        <Section title="This site">
          <TextInput
            label="Name"
            autoComplete="off"
            maxLength={100}
            value={draft.siteName}
            onChange={(event) => set('siteName', event.currentTarget.value)}
            {...field('siteName', 'Shown on top of every page, and where people sign in.')}
          />
          <TextInput
            label="Address"
            type="url"
            autoComplete="off"
            value={draft.siteAddress}
            onChange={(event) => set('siteAddress', event.currentTarget.value)}
            {...field(
              'siteAddress',
              hasMoved
                ? `From the next start of the server on. Until then it is ${began.siteAddressInUse}.`
                : 'Where people reach this site. A change holds from the server’s next start.',
            )}
          />
        </Section>
        <Section title="Sessions" about="How long somebody stays signed in.">
          <TimeSpanInput
            label="At most"
            value={draft.sessionMaxAgeSeconds}
            onChange={(value) => set('sessionMaxAgeSeconds', value)}
            {...field('sessionMaxAgeSeconds', 'After this time everybody signs in again.')}
          />
          <TimeSpanInput
            label="Without use"
            value={draft.sessionIdleSeconds}
            onChange={(value) => set('sessionIdleSeconds', value)}
            {...field('sessionIdleSeconds', 'A session that nobody used for so long ends.')}
          />
        </Section>
        <Section title="Logs">
          <DaysInput
            label="Days kept"
            value={draft.logRetentionDays}
            onChange={(value) => set('logRetentionDays', value)}
            {...field(
              'logRetentionDays',
              'Of the sign-in log; the audit log is kept for 90 days at the least.',
            )}
          />
        </Section>
        <EmbeddingSection
          id={idOf('embeddingOrigins')}
          origins={draft.embeddingOrigins}
          error={errors.embeddingOrigins}
          onChange={(origins) => set('embeddingOrigins', origins)}
        />
      </Stack>
      <SaveBar
        isChanged={isChanged}
        hasFaults={Object.keys(errors).length > 0}
        isSaving={saving.isPending}
        failure={
          saving.isError &&
          Object.keys(errors).length === 0 && (
            <SaveFailure error={saving.error} onCatchUp={catchUp} />
          )
        }
        onDiscard={() => {
          setTyped({});
          saving.reset();
        }}
      />
    </form>
  );
}

function idOf(name: string): string {
  return `general-${name}`;
}

function focusFirstFault(error: unknown): void {
  const [first] = Object.keys(fieldErrors(error));
  if (first !== undefined) document.getElementById(idOf(first))?.focus();
}
