import type { JwtSettings } from '@dashboard/contract';
import { Button, Stack, Switch, TextInput } from '@mantine/core';
import type { Versioned } from '../../../api/versioned.ts';
import { Failure } from '../../../parts/failure.tsx';
import { SaveBar } from '../../../parts/save-bar.tsx';
import { settingWords } from '../../../words/setting-words.ts';
import { AccountsSection } from './accounts-section.tsx';
import { AdvancedSection } from './advanced-section.tsx';
import { CodeToPaste } from './code-to-paste.tsx';
import { FormSection } from './form-section.tsx';
import { GroupsSection } from './groups-section.tsx';
import classes from './jwt-form.module.css';
import { SharedKey } from './shared-key.tsx';
import { SignInStatus } from './sign-in-status.tsx';
import { TestAddress } from './test-address.tsx';
import { TryToken } from './try-token.tsx';
import { useAnchoredField } from './use-anchored-field.ts';
import { useJwtForm } from './use-jwt-form.ts';
import { WhatToSend } from './what-to-send.tsx';

/** The form: what is needed first, the rest under Advanced. The code for the app is beside or below it. */
export function JwtForm({ saved }: { readonly saved: Versioned<JwtSettings> }) {
  const settings = saved.value;
  const form = useJwtForm(saved);
  const { draft, set, field, text } = form.fields;
  useAnchoredField();

  return (
    <div className={classes.columns}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // React also sends the events of the dialogs that are opened from here.
          if (event.target === event.currentTarget) form.submit();
        }}
      >
        <Stack gap="xl">
          <Switch
            size="md"
            label={settingWords.enabled}
            checked={draft.enabled}
            onChange={(event) => set('enabled', event.currentTarget.checked)}
            {...field('enabled', 'Must be on for JWT sign-in to work.')}
          />
          {settings.enabled && <SignInStatus settings={settings} isChanged={form.isChanged} />}
          <FormSection
            anchor="connection"
            title="Connection"
            documentation="authenticating-with-jwt#enabling-jwt"
          >
            <TextInput
              label={settingWords.identityProviderUri}
              type="url"
              placeholder="https://app.example.com/sign-in"
              {...text(
                'identityProviderUri',
                'The sign-in page of your app. Dashboard redirects people there to sign in.',
              )}
            />
            <TestAddress address={draft.identityProviderUri} />
            <SharedKey
              signingKey={settings.signingKey}
              fields={form.fields}
              onReplaced={() => void form.catchUp()}
            />
          </FormSection>
          <FormSection
            anchor="people"
            title="User attribute configuration (optional)"
            about="Every other claim in the token becomes a user attribute. Attributes are synced at every sign-in."
            documentation="authenticating-with-jwt#user-attribute-configuration-optional"
          >
            <TextInput
              label={settingWords.emailAttribute}
              {...text('emailAttribute', 'Claim that holds the email address.')}
            />
            <TextInput
              label={settingWords.firstNameAttribute}
              {...text('firstNameAttribute', 'Claim that holds the first name.')}
            />
            <TextInput
              label={settingWords.lastNameAttribute}
              {...text('lastNameAttribute', 'Claim that holds the last name.')}
            />
          </FormSection>
          <FormSection
            anchor="groups"
            title="Group schema"
            documentation="authenticating-with-jwt#group-schema"
          >
            <GroupsSection fields={form.fields} />
          </FormSection>
          <FormSection
            anchor="accounts"
            title="Accounts"
            documentation="authenticating-with-jwt#accounts"
          >
            <AccountsSection fields={form.fields} />
          </FormSection>
          <AdvancedSection fields={form.fields} />
        </Stack>
        <SaveBar
          isChanged={form.isChanged}
          faults={form.faults}
          isSaving={form.isSaving}
          failure={
            form.failure && (
              <Failure error={form.failure}>
                {form.hasMeanwhile && (
                  <Button variant="default" size="xs" onClick={() => void form.takeOver()}>
                    Show their changes
                  </Button>
                )}
              </Failure>
            )
          }
          onDiscard={form.discard}
        />
      </form>
      <Stack gap="xl" className={classes.aside}>
        <TryToken patch={form.patch} />
        <WhatToSend />
        <CodeToPaste />
      </Stack>
    </div>
  );
}
