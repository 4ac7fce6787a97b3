import { NumberInput, TextInput } from '@mantine/core';
import { settingWords } from '../../../words/setting-words.ts';
import type { JwtFields } from './jwt-fields.ts';

/** Further requirements for a token: issuer, audience, maximum age. */
export function StricterChecks({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text } = fields;
  return (
    <>
      <TextInput
        label={settingWords.issuer}
        placeholder="Any"
        {...text('issuer', 'The “iss” claim must equal this value.')}
      />
      <TextInput
        label={settingWords.audience}
        placeholder="This site"
        {...text('audience', 'The “aud” claim must contain this value.')}
      />
      <NumberInput
        label={settingWords.maxAgeSeconds}
        min={10}
        max={3600}
        allowDecimal={false}
        value={draft.maxAgeSeconds}
        onChange={(value) => set('maxAgeSeconds', typeof value === 'number' ? value : '')}
        {...field('maxAgeSeconds', 'Reject tokens older than this.')}
      />
    </>
  );
}
