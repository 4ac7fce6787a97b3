import { jwtVariableName } from '@dashboard/contract';
import { Button, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { changeJwtSettings } from '../../../api/change-jwt-settings.ts';
import { type JwtSettingsVersion, jwtSettingsQuery } from '../../../api/read-jwt-settings.ts';
import { propertiesQuery } from '../../../api/read-properties.ts';
import { Failure } from '../../../ui/failure.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { settingAnchor } from '../../../ui/setting-anchor.ts';
import { CodeToPaste } from './code-to-paste.tsx';
import { FlowSection } from './flow-section.tsx';
import { FormSection } from './form-section.tsx';
import { GroupsSection } from './groups-section.tsx';
import { draftOf, isSame, type JwtDraft, patchOf } from './jwt-draft.ts';
import type { FieldState, JwtFields } from './jwt-fields.ts';
import classes from './jwt-form.module.css';
import { SharedKey } from './shared-key.tsx';
import { TestAddress } from './test-address.tsx';
import { TryToken } from './try-token.tsx';
import { useAnchoredField } from './use-anchored-field.ts';
import { WhatToSend } from './what-to-send.tsx';

/** The form; what is typed stays through every error, and only what was changed is sent. */
export function JwtForm({ saved }: { readonly saved: JwtSettingsVersion }) {
  const { settings, etag } = saved;
  const [draft, setDraft] = useState<JwtDraft>(() => draftOf(settings));
  // What the draft was made from: another administrator's changes must not look like ours.
  const [base, setBase] = useState({ draft: draftOf(settings), etag });
  const queries = useQueryClient();
  const [keyAgain, setKeyAgain] = useState('');
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
      notifications.show({ color: 'green', message: 'Saved.' });
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
  async function catchUp(): Promise<void> {
    const version = await queries.fetchQuery({ ...jwtSettingsQuery, staleTime: 0 });
    setDraft({ ...draftOf(version.settings), ...changesOf(base.draft, draft) });
    setBase({ draft: draftOf(version.settings), etag: version.etag });
    save.reset();
  }

  useAnchoredField();
  const errors = fieldErrors(save.error);
  const hasMeanwhile =
    save.error !== null && 'code' in save.error && save.error.code === 'changed_meanwhile';

  function set<K extends keyof JwtDraft>(name: K, value: JwtDraft[K]): void {
    setDraft((current) => ({ ...current, [name]: value }));
  }

  /** What every field has: its error, and that the environment has it locked. */
  function field(name: keyof JwtDraft, help?: string): FieldState {
    const isLocked = settings.lockedByEnvironment.includes(name);
    const error = errors[name];
    const id = settingAnchor(name);
    if (error !== undefined) return { id, error, disabled: isLocked };
    return {
      id,
      disabled: isLocked,
      description: isLocked ? `Set by ${jwtVariableName(name)}` : help,
    };
  }

  const fields: JwtFields = {
    draft,
    keyAgain: sendsKey
      ? {
          value: keyAgain,
          error: errors.currentSigningKey,
          onChange: (event) => setKeyAgain(event.currentTarget.value),
        }
      : null,
    set,
    field,
    text: (name, help) => ({
      ...field(name, help),
      value: draft[name],
      onChange: (event) => set(name, event.currentTarget.value as JwtDraft[typeof name]),
    }),
  };
  const { text } = fields;

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) save.mutate();
      }}
    >
      <Stack gap="xl">
        <Switch
          size="lg"
          label="Enabled"
          checked={draft.enabled}
          onChange={(event) => set('enabled', event.currentTarget.checked)}
          {...field(
            'enabled',
            'Without this nobody signs in through JWT, however right the rest is.',
          )}
        />
        <FormSection anchor="address" number={1} title="Your app’s sign-in address">
          <TextInput
            label="JWT Identity Provider URI"
            type="url"
            placeholder="https://app.example.com/sign-in"
            {...text(
              'identityProviderUri',
              'People are sent here to sign in; it must begin with https:// (http:// on this machine).',
            )}
          />
          <TestAddress address={draft.identityProviderUri} />
        </FormSection>
        <FormSection anchor="shared-key" number={2} title="The shared key">
          <SharedKey
            signingKey={settings.signingKey}
            error={errors.signingKey}
            isLocked={settings.lockedByEnvironment.includes('signingKey')}
            onReplaced={() => void catchUp()}
          />
        </FormSection>
        <FormSection anchor="how-it-signs-in" number={3} title="How it signs in">
          <FlowSection fields={fields} />
        </FormSection>
        <FormSection anchor="people" number={4} title="What your app says about people">
          <TextInput
            label="Email attribute"
            {...text('emailAttribute', 'The token’s key for the e-mail address.')}
          />
          <TextInput label="First name attribute" {...text('firstNameAttribute')} />
          <TextInput label="Last name attribute" {...text('lastNameAttribute')} />
        </FormSection>
        <FormSection anchor="groups" number={5} title="Groups">
          <GroupsSection fields={fields} />
        </FormSection>
        <FormSection anchor="accounts" number={6} title="Accounts">
          <Switch
            label="Create accounts on first sign-in"
            checked={draft.userProvisioning}
            onChange={(event) => set('userProvisioning', event.currentTarget.checked)}
            {...field(
              'userProvisioning',
              'Otherwise only people who have an account already can sign in.',
            )}
          />
          <NumberInput
            label="Account limit"
            placeholder="None"
            min={1}
            allowDecimal={false}
            value={draft.accountLimit}
            onChange={(value) => set('accountLimit', typeof value === 'number' ? value : '')}
            {...field('accountLimit', 'How many active accounts there may be.')}
          />
          <Select
            label="Accounts that have a password"
            allowDeselect={false}
            data={[
              { value: 'everyone', label: 'May sign in through JWT too' },
              { value: 'not_administrators', label: 'May too, but for administrators' },
              { value: 'nobody', label: 'Are kept apart from JWT' },
            ]}
            value={draft.linkExisting}
            onChange={(value) => set('linkExisting', value as JwtDraft['linkExisting'])}
            {...field('linkExisting')}
          />
          <Switch
            label="Activate deactivated accounts when they sign in"
            checked={draft.reactivateOnSignIn}
            onChange={(event) => set('reactivateOnSignIn', event.currentTarget.checked)}
            {...field('reactivateOnSignIn')}
          />
        </FormSection>
        <FormSection anchor="stricter-checks" title="Stricter checks">
          <TextInput
            label="Issuer"
            placeholder="Any"
            {...text('issuer', 'The token’s “iss” must equal this.')}
          />
          <TextInput
            label="Audience"
            placeholder="This site"
            {...text('audience', 'The token’s “aud” must name this.')}
          />
          <NumberInput
            label="Maximum age in seconds"
            min={10}
            max={3600}
            allowDecimal={false}
            value={draft.maxAgeSeconds}
            onChange={(value) => set('maxAgeSeconds', typeof value === 'number' ? value : '')}
            {...field('maxAgeSeconds', 'How long after it was made a token signs somebody in.')}
          />
        </FormSection>
        <TryToken patch={patch} />
        <WhatToSend />
        <CodeToPaste />
        {save.isError && Object.keys(errors).length === 0 && (
          <Failure error={save.error}>
            {hasMeanwhile && (
              <Button variant="default" size="xs" onClick={() => void catchUp()}>
                Show their changes
              </Button>
            )}
          </Failure>
        )}
      </Stack>
      <SaveBar
        isChanged={isChanged}
        hasFaults={Object.keys(errors).length > 0}
        isSaving={save.isPending}
        onDiscard={() => {
          setDraft(base.draft);
          save.reset();
        }}
      />
    </form>
  );
}

function changesOf(base: JwtDraft, draft: JwtDraft): Partial<JwtDraft> {
  const names = Object.keys(draft) as (keyof JwtDraft)[];
  return Object.fromEntries(
    names.filter((name) => !isSame(draft[name], base[name])).map((name) => [name, draft[name]]),
  );
}
