import { NumberInput, TextInput } from '@mantine/core';
import type { JwtFields } from './jwt-fields.ts';

/** What else a token must say, and how old it may be. */
export function StricterChecks({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field, text } = fields;
  return (
    <>
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
    </>
  );
}
