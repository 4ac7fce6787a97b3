import { NumberInput, Select, Switch } from '@mantine/core';
import { choicesOf, settingWords } from '../../../words/setting-words.ts';
import type { JwtDraft } from './jwt-draft.ts';
import type { JwtFields } from './jwt-fields.ts';

/** Which accounts a sign-in creates, and which existing ones it can use. */
export function AccountsSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field } = fields;
  return (
    <>
      <Switch
        label={settingWords.userProvisioning}
        checked={draft.userProvisioning}
        onChange={(event) => set('userProvisioning', event.currentTarget.checked)}
        {...field('userProvisioning', 'If this is off, only people with an account can sign in.')}
      />
      <NumberInput
        label={settingWords.accountLimit}
        placeholder="None"
        min={1}
        allowDecimal={false}
        value={draft.accountLimit}
        onChange={(value) => set('accountLimit', typeof value === 'number' ? value : '')}
        {...field('accountLimit', 'Maximum number of active accounts.')}
      />
      <Select
        label={settingWords.linkExisting}
        allowDeselect={false}
        data={choicesOf('linkExisting')}
        value={draft.linkExisting}
        onChange={(value) => set('linkExisting', value as JwtDraft['linkExisting'])}
        {...field(
          'linkExisting',
          'Applies to a person’s first sign-in through JWT. A linked account can sign in both ways.',
        )}
      />
      <Switch
        label={settingWords.reactivateOnSignIn}
        checked={draft.reactivateOnSignIn}
        onChange={(event) => set('reactivateOnSignIn', event.currentTarget.checked)}
        {...field('reactivateOnSignIn')}
      />
    </>
  );
}
