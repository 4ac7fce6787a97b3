import { Collapse, Radio, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { PasswordInput } from '../../../parts/password-input.tsx';
import { isInBackChannel, settingAnchor } from '../../../words/setting-anchor.ts';
import { choicesOf, choiceWords, settingWords } from '../../../words/setting-words.ts';
import { FlowDrawing } from './flow-drawing.tsx';
import { type Flow, flows } from './flow-shapes.ts';
import type { JwtDraft } from './jwt-draft.ts';
import type { JwtFields } from './jwt-fields.ts';
import { LookUp } from './look-up.tsx';

/** The flow with its drawing, IdP-initiated sign-in, the token endpoint, and the sign-out address. */
export function FlowSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text, keyAgain } = fields;
  const { hash, key } = useLocation();
  const leadsToBackChannel = isInBackChannel(hash.slice(1));
  const [isOpened, setIsOpened] = useState(leadsToBackChannel);
  const [openedFor, setOpenedFor] = useState(key);
  // A link inside the page can lead to a field of the token endpoint, too.
  if (key !== openedFor) {
    setOpenedFor(key);
    if (leadsToBackChannel) setIsOpened(true);
  }
  const hasBackChannel = isOpened || draft.tokenEndpoint !== '';
  return (
    <>
      <Radio.Group
        id={settingAnchor('flow')}
        tabIndex={-1}
        label={settingWords.flow}
        value={draft.flow}
        onChange={(value) => set('flow', value as typeof draft.flow)}
        error={field('flow').error}
      >
        <Stack gap="sm" mt="xs">
          <Radio
            value="authorization_code"
            disabled={field('flow').disabled}
            label={choiceWords.flow.authorization_code}
            description="Your app signs a token and sends the browser back with it."
          />
          <Radio
            value="authorization_code_pkce"
            disabled={field('flow').disabled}
            label={choiceWords.flow.authorization_code_pkce}
            description="Your app also copies “code_challenge” into the token, so a stolen token can’t be used in another browser."
          />
        </Stack>
      </Radio.Group>
      <FlowDrawing flow={drawingOf(draft)} />
      {draft.flow === 'authorization_code' && (
        <Select
          label={settingWords.idpInitiated}
          allowDeselect={false}
          data={choicesOf('idpInitiated')}
          value={draft.idpInitiated}
          onChange={(value) => set('idpInitiated', value as typeof draft.idpInitiated)}
          {...field('idpInitiated', 'For example from an app launcher.')}
        />
      )}
      <Switch
        label="Use a token endpoint (OpenID Connect back channel)"
        description="For OpenID providers: Dashboard requests the token from the provider. It never passes through the browser."
        checked={hasBackChannel}
        disabled={field('tokenEndpoint').disabled}
        onChange={(event) => {
          setIsOpened(event.currentTarget.checked);
          if (!event.currentTarget.checked) set('tokenEndpoint', '');
        }}
      />
      <Collapse expanded={hasBackChannel}>
        <Stack gap="md">
          <LookUp fields={fields} />
          <TextInput
            label={settingWords.tokenEndpoint}
            type="url"
            placeholder="https://id.example.com/token"
            {...text('tokenEndpoint', 'Requires an issuer (below).')}
          />
          {keyAgain !== null && (
            <PasswordInput
              label="Current signing key"
              autoComplete="off"
              description={
                keyAgain.error === undefined &&
                'Dashboard sends this key to the token endpoint. Enter it again to confirm the new address.'
              }
              {...keyAgain}
            />
          )}
          <TextInput label={settingWords.clientId} {...text('clientId')} />
          <Select
            label={settingWords.clientAuthentication}
            allowDeselect={false}
            data={['client_secret_basic', 'client_secret_post', 'client_secret_jwt']}
            value={draft.clientAuthentication}
            onChange={(value) =>
              set('clientAuthentication', value as typeof draft.clientAuthentication)
            }
            {...field('clientAuthentication', 'The client secret is the signing key.')}
          />
          <TextInput label={settingWords.scope} {...text('scope')} />
        </Stack>
      </Collapse>
      <TextInput
        label={settingWords.logoutUri}
        type="url"
        placeholder="None"
        {...text(
          'logoutUri',
          'After signing out here, people are redirected to this page of your app.',
        )}
      />
    </>
  );
}

function drawingOf({ flow, tokenEndpoint }: JwtDraft): Flow {
  const channel = tokenEndpoint.trim() === '' ? 'authorization-code' : 'back-channel';
  const name = flow === 'authorization_code_pkce' ? `${channel}-pkce` : channel;
  return flows.find((one) => one.name === name) ?? (flows[0] as Flow);
}
