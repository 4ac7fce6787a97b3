import type { JwtSettingsPatch } from '@dashboard/contract';
import { Button, Collapse, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { PageHead } from '../../../ui/page-head.tsx';
import { TokenCheck } from '../../../ui/token-check/token-check.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';

/** Says of a token what a sign-in with it would come to, step by step. */
export function CheckTokenPage() {
  const [settings, setSettings] = useState<JwtSettingsPatch>({});
  const [isOpen, other] = useDisclosure(false);
  usePageTitle('Check a token');
  return (
    <Stack gap="lg" maw={720}>
      <PageHead
        title="Check a token"
        facts="See every check, and what would become of the account. Nothing happens to anyone."
      />
      <div>
        <Button
          variant="subtle"
          px={0}
          aria-expanded={isOpen}
          onClick={() => {
            other.toggle();
            if (isOpen) setSettings({});
          }}
        >
          {isOpen ? 'Use the saved settings' : 'Try other settings'}
        </Button>
        <Collapse expanded={isOpen}>
          <OtherSettings settings={settings} onChange={setSettings} />
        </Collapse>
      </div>
      <TokenCheck settings={settings} />
    </Stack>
  );
}

const texts = [
  ['emailAttribute', 'Email attribute'],
  ['groupsAttribute', 'Groups attribute'],
  ['issuer', 'Issuer'],
  ['audience', 'Audience'],
  ['signingKey', 'Shared key'],
] as const;

/** What is left empty stays as it is saved. */
function OtherSettings({
  settings,
  onChange,
}: {
  readonly settings: JwtSettingsPatch;
  readonly onChange: (settings: JwtSettingsPatch) => void;
}) {
  function set(name: keyof JwtSettingsPatch, value: string | number | boolean): void {
    const { [name]: _before, ...rest } = settings;
    onChange(value === '' ? rest : { ...rest, [name]: value });
  }
  return (
    <Stack gap="sm" py="sm">
      <Text size="sm" c="dimmed">
        For this check only; nothing is saved. What is left empty stays as it is.
      </Text>
      {texts.map(([name, label]) => (
        <TextInput
          key={name}
          label={label}
          autoComplete="off"
          spellCheck={false}
          value={String(settings[name] ?? '')}
          onChange={(event) => set(name, event.currentTarget.value)}
        />
      ))}
      <NumberInput
        label="Maximum age, in seconds"
        min={10}
        max={3600}
        value={settings.maxAgeSeconds ?? ''}
        onChange={(value) => set('maxAgeSeconds', value === '' ? '' : Number(value))}
      />
      <Switch
        label="Create accounts on first sign-in"
        checked={settings.userProvisioning ?? true}
        onChange={(event) => set('userProvisioning', event.currentTarget.checked)}
      />
    </Stack>
  );
}
