import type { AccountDetail } from '@dashboard/contract';
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { fieldErrors } from '../../../api/api-error.ts';
import { changePerson } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { SaveFailure } from '../../../parts/save-failure.tsx';
import { Section } from '../../../parts/section.tsx';
import { useVersionedSave } from '../../../parts/use-versioned-save.ts';
import { usePersonChanges } from './use-person-changes.ts';

type Names = Pick<AccountDetail, 'firstName' | 'lastName'>;
type Typed = { readonly [K in keyof Names]?: string };

const namesOf = ({ firstName, lastName }: Names): Names => ({ firstName, lastName });

/** First and last name; what was typed stays through every error. */
export function NamesForm({ saved }: { readonly saved: Versioned<AccountDetail> }) {
  const { id, source } = saved.value;
  const [typed, setTyped] = useState<Typed>({});
  const { accept, refresh } = usePersonChanges(id);
  const { began, saving, catchUp } = useVersionedSave({
    latest: saved,
    isTouched: Object.keys(typed).length > 0,
    pick: namesOf,
    save: (names: Partial<Names>, etag) => changePerson(id, names, etag),
    onSaved: (version) => {
      setTyped({});
      accept(version);
      notifications.show({ color: 'green', message: 'Name saved' });
    },
    refresh,
  });
  const errors = fieldErrors(saving.error);
  const changed = changedNames(began, typed);
  const isChanged = Object.keys(changed).length > 0;

  const field = (name: keyof Names) => ({
    value: typed[name] ?? began[name] ?? '',
    error: errors[name],
    maxLength: 254,
    autoComplete: 'off',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setTyped((current) => ({ ...current, [name]: value }));
    },
  });

  return (
    <Section
      title="Name"
      about={
        source === 'jwt' &&
        'If your company’s app sends a name, the next sign-in puts it in place of what you enter here.'
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) saving.mutate(changed);
        }}
      >
        <Stack gap="md">
          <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
            <TextInput label="First name" miw={200} {...field('firstName')} />
            <TextInput label="Last name" miw={200} {...field('lastName')} />
          </Group>
          {saving.isError && Object.keys(errors).length === 0 && (
            <SaveFailure error={saving.error} onCatchUp={catchUp} />
          )}
          {isChanged && (
            <Group gap="sm">
              <Button type="submit" loading={saving.isPending}>
                Save
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  setTyped({});
                  saving.reset();
                }}
              >
                Discard
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}

/** What differs, in the API's form: an empty name is none. */
function changedNames(began: Names, typed: Typed): Partial<Names> {
  const names = Object.keys(typed) as (keyof Names)[];
  const wanted = names.map((name) => [name, typed[name]?.trim() || null] as const);
  return Object.fromEntries(wanted.filter(([name, value]) => value !== began[name]));
}
