import { Button, Stack, Switch, TextInput } from '@mantine/core';
import type { JwtSettingsVersion } from '../../../api/read-jwt-settings.ts';
import { Failure } from '../../../ui/failure.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { TrySigningIn } from '../../../ui/try-signing-in.tsx';
import { AccountsSection } from './accounts-section.tsx';
import { CodeToPaste } from './code-to-paste.tsx';
import { FlowSection } from './flow-section.tsx';
import { FormSection } from './form-section.tsx';
import { GroupsSection } from './groups-section.tsx';
import classes from './jwt-form.module.css';
import { PasswordAddress } from './password-address.tsx';
import { SharedKey } from './shared-key.tsx';
import { StricterChecks } from './stricter-checks.tsx';
import { TestAddress } from './test-address.tsx';
import { TryToken } from './try-token.tsx';
import { useAnchoredField } from './use-anchored-field.ts';
import { useJwtForm } from './use-jwt-form.ts';
import { WhatToSend } from './what-to-send.tsx';

/** The form, in the order in which one sets it up. */
export function JwtForm({ saved }: { readonly saved: JwtSettingsVersion }) {
  const { settings } = saved;
  const form = useJwtForm(saved);
  const { draft, set, field, text } = form.fields;
  useAnchoredField();

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <Stack gap="xl">
        <Switch
          size="lg"
          label="Enabled"
          checked={draft.enabled}
          onChange={(event) => set('enabled', event.currentTarget.checked)}
          {...field('enabled', 'Must be on for JWT sign-in to work.')}
        />
        <PasswordAddress />
        <FormSection anchor="address" number={1} title="Your app’s sign-in address">
          <TextInput
            label="JWT Identity Provider URI"
            type="url"
            placeholder="https://app.example.com/sign-in"
            {...text(
              'identityProviderUri',
              'The sign-in page of your app. Dashboard redirects people there to sign in.',
            )}
          />
          <TestAddress address={draft.identityProviderUri} />
        </FormSection>
        <FormSection anchor="shared-key" number={2} title="The shared key">
          <SharedKey
            signingKey={settings.signingKey}
            error={form.keyError}
            isLocked={settings.lockedByEnvironment.includes('signingKey')}
            onReplaced={() => void form.catchUp()}
          />
        </FormSection>
        <FormSection anchor="how-it-signs-in" number={3} title="How it signs in">
          <FlowSection fields={form.fields} />
        </FormSection>
        <FormSection anchor="people" number={4} title="What your app says about people">
          <TextInput
            label="Email attribute"
            {...text('emailAttribute', 'Claim that holds the email address.')}
          />
          <TextInput label="First name attribute" {...text('firstNameAttribute')} />
          <TextInput label="Last name attribute" {...text('lastNameAttribute')} />
        </FormSection>
        <FormSection anchor="groups" number={5} title="Groups">
          <GroupsSection fields={form.fields} />
        </FormSection>
        <FormSection anchor="accounts" number={6} title="Accounts">
          <AccountsSection fields={form.fields} />
        </FormSection>
        <FormSection anchor="stricter-checks" title="Stricter checks">
          <StricterChecks fields={form.fields} />
        </FormSection>
        {settings.enabled && (
          <FormSection anchor="try-signing-in" title="Try signing in">
            <TrySigningIn waitsFor={form.isChanged ? 'Save your changes first.' : null} />
          </FormSection>
        )}
        <TryToken patch={form.patch} />
        <WhatToSend />
        <CodeToPaste />
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
  );
}
