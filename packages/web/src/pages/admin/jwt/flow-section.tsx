import { Collapse, PasswordInput, Radio, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { isInBackChannel, settingAnchor } from '../../../ui/setting-anchor.ts';
import { choicesOf, choiceWords } from '../../../ui/setting-words.ts';
import { FlowDrawing } from './flow-drawing.tsx';
import { type Flow, flows } from './flow-shapes.ts';
import type { JwtDraft } from './jwt-draft.ts';
import type { JwtFields } from './jwt-fields.ts';
import { LookUp } from './look-up.tsx';

/** How people get from the app to Dashboard: the flow, and what goes with it. */
export function FlowSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text, keyAgain } = fields;
  const { hash } = useLocation();
  const [hasBackChannel, setHasBackChannel] = useState(
    draft.tokenEndpoint !== '' || isInBackChannel(hash.slice(1)),
  );
  return (
    <>
      <Radio.Group
        id={settingAnchor('flow')}
        tabIndex={-1}
        label="Flow"
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
            description="Your app also copies “code_challenge” into the token: a stolen token is worth nothing in another browser."
          />
        </Stack>
      </Radio.Group>
      <FlowDrawing flow={drawingOf(draft)} />
      {draft.flow === 'authorization_code' && (
        <Select
          label="Sign-ins that don’t begin here"
          allowDeselect={false}
          data={choicesOf('idpInitiated')}
          value={draft.idpInitiated}
          onChange={(value) => set('idpInitiated', value as typeof draft.idpInitiated)}
          {...field('idpInitiated', 'Such as a tile in your app that links straight here.')}
        />
      )}
      <Switch
        label="Take codes to a token endpoint"
        description="For OpenID providers: the token comes over the back channel, never through the browser."
        checked={hasBackChannel}
        disabled={field('tokenEndpoint').disabled}
        onChange={(event) => {
          setHasBackChannel(event.currentTarget.checked);
          if (!event.currentTarget.checked) set('tokenEndpoint', '');
        }}
      />
      <Collapse expanded={hasBackChannel}>
        <Stack gap="md">
          <LookUp fields={fields} />
          <TextInput
            label="Token endpoint"
            type="url"
            placeholder="https://id.example.com/token"
            {...text('tokenEndpoint', 'The issuer, under “Stricter checks”, is required with it.')}
          />
          {keyAgain !== null && (
            <PasswordInput
              label="The shared key, once more"
              autoComplete="off"
              description={
                keyAgain.error === undefined &&
                'Dashboard will send it to this address, so whoever names a new one must have it.'
              }
              {...keyAgain}
            />
          )}
          <TextInput label="Client ID" {...text('clientId')} />
          <Select
            label="Client authentication"
            allowDeselect={false}
            data={['client_secret_basic', 'client_secret_post', 'client_secret_jwt']}
            value={draft.clientAuthentication}
            onChange={(value) =>
              set('clientAuthentication', value as typeof draft.clientAuthentication)
            }
            {...field('clientAuthentication', 'The client secret is the shared key.')}
          />
          <TextInput label="Scope" {...text('scope')} />
        </Stack>
      </Collapse>
      <TextInput
        label="Sign-out address"
        type="url"
        placeholder="None"
        {...text('logoutUri', 'People who sign out here are sent on to your app’s sign-out.')}
      />
    </>
  );
}

function drawingOf({ flow, tokenEndpoint }: JwtDraft): Flow {
  const channel = tokenEndpoint.trim() === '' ? 'authorization-code' : 'back-channel';
  const name = flow === 'authorization_code_pkce' ? `${channel}-pkce` : channel;
  return flows.find((one) => one.name === name) ?? (flows[0] as Flow);
}
