import type { JwtSettingsPatch } from '@dashboard/contract';
import { Button, Collapse, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { jwtSettingsQuery } from '../../../api/jwt-settings.ts';
import { PageHead } from '../../../parts/page-head.tsx';
import { TokenCheck } from '../../../parts/token-check/token-check.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { settingWords } from '../../../words/setting-words.ts';

/** Says of a token what a sign-in with it would come to, step by step. */
export function CheckTokenPage() {
  const [settings, setSettings] = useState<JwtSettingsPatch>({});
  const [isOpen, other] = useDisclosure(false);
  usePageTitle('Check a token');
  return (
    <Stack gap="lg" maw={720}>
      <PageHead title="Check a token" facts="Test a token without signing anyone in." />
      <TokenCheck settings={settings}>
        <div>
          <Button
            variant="transparent"
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
      </TokenCheck>
    </Stack>
  );
}

const texts = ['emailAttribute', 'groupsAttribute', 'issuer', 'audience', 'signingKey'] as const;

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
  const { data } = useQuery(jwtSettingsQuery);
  const saved = data?.value;
  return (
    <Stack gap="sm" py="sm">
      <Text size="sm" c="dimmed">
        For this check only; nothing is saved. Empty fields use the saved settings.
      </Text>
      {texts.map((name) => (
        <TextInput
          key={name}
          placeholder={name === 'signingKey' ? 'Saved value' : (saved?.[name] ?? 'None')}
          label={settingWords[name]}
          autoComplete="off"
          spellCheck={false}
          value={String(settings[name] ?? '')}
          onChange={(event) => set(name, event.currentTarget.value)}
        />
      ))}
      <NumberInput
        label={settingWords.maxAgeSeconds}
        placeholder={String(saved?.maxAgeSeconds ?? '')}
        min={10}
        max={3600}
        value={settings.maxAgeSeconds ?? ''}
        onChange={(value) => set('maxAgeSeconds', value === '' ? '' : Number(value))}
      />
      <Select
        label={settingWords.userProvisioning}
        placeholder="Saved value"
        clearable
        data={['Yes', 'No']}
        value={settings.userProvisioning === undefined ? null : yesOrNo(settings.userProvisioning)}
        onChange={(value) => set('userProvisioning', value === null ? '' : value === 'Yes')}
      />
    </Stack>
  );
}

function yesOrNo(value: boolean): 'Yes' | 'No' {
  return value ? 'Yes' : 'No';
}
