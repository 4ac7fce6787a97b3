import { NumberInput, Select, Switch } from '@mantine/core';
import { choicesOf } from '../../../ui/setting-words.ts';
import type { JwtDraft } from './jwt-draft.ts';
import type { JwtFields } from './jwt-fields.ts';
import { ReleaseAllBindings } from './release-all-bindings.tsx';

/** Whom a sign-in makes an account for, and which of those there are it may use. */
export function AccountsSection({ fields }: { readonly fields: JwtFields }) {
  const { draft, set, field } = fields;
  return (
    <>
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
        data={choicesOf('linkExisting')}
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
      <ReleaseAllBindings />
    </>
  );
}
