import type { GeneralSettings } from '@dashboard/contract';
import { Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { changeGeneralSettings, generalSettingsQuery } from '../../../api/general-settings.ts';
import { propertiesQuery } from '../../../api/site.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { SaveBar } from '../../../parts/save-bar.tsx';
import { SaveFailure } from '../../../parts/save-failure.tsx';
import { Section } from '../../../parts/section.tsx';
import { useVersionedSave } from '../../../parts/use-versioned-save.ts';
import { EmbeddingSection } from './embedding-section.tsx';
import { draftOf, faultsOf, type GeneralDraft, patchOf } from './general-draft.ts';
import classes from './general-form.module.css';
import { DaysInput, TimeSpanInput } from './time-span-input.tsx';

const variables: Readonly<Record<string, string>> = {
  siteName: 'DASHBOARD_SITE_NAME',
  siteAddress: 'DASHBOARD_SITE_URL',
};

const labels: Readonly<Record<keyof GeneralDraft, string>> = {
  siteName: 'Name',
  siteAddress: 'Address',
  sessionMaxAgeSeconds: 'Maximum session length',
  sessionIdleSeconds: 'Idle timeout',
  logRetentionDays: 'Sign-in log retention',
  embeddingOrigins: 'Embedding',
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
      notifications.show({ color: 'green', message: 'General settings saved' });
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
            label={labels.siteName}
            autoComplete="off"
            maxLength={100}
            value={draft.siteName}
            onChange={(event) => set('siteName', event.currentTarget.value)}
            {...field('siteName', 'Shown at the top of every page and on the sign-in page.')}
          />
          <TextInput
            label={labels.siteAddress}
            type="url"
            autoComplete="off"
            value={draft.siteAddress}
            onChange={(event) => set('siteAddress', event.currentTarget.value)}
            {...field(
              'siteAddress',
              hasMoved
                ? `Takes effect after a restart. Until then: ${began.siteAddressInUse}.`
                : 'The URL of this site. A change takes effect after a restart.',
            )}
          />
        </Section>
        <Section title="Sessions" about="How long people stay signed in.">
          <TimeSpanInput
            label={labels.sessionMaxAgeSeconds}
            value={draft.sessionMaxAgeSeconds}
            onChange={(value) => set('sessionMaxAgeSeconds', value)}
            {...field('sessionMaxAgeSeconds', 'After this time people must sign in again.')}
          />
          <TimeSpanInput
            label={labels.sessionIdleSeconds}
            value={draft.sessionIdleSeconds}
            onChange={(value) => set('sessionIdleSeconds', value)}
            {...field('sessionIdleSeconds', 'Sessions end after this long without activity.')}
          />
        </Section>
        <Section title="Logs">
          <DaysInput
            label={`${labels.logRetentionDays} (days)`}
            value={draft.logRetentionDays}
            onChange={(value) => set('logRetentionDays', value)}
            {...field(
              'logRetentionDays',
              'The audit log is kept for the same time, and at least 90 days.',
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
        faults={Object.keys(errors).map((name) => ({
          id: idOf(name),
          label: labels[name as keyof GeneralDraft] ?? name,
        }))}
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
