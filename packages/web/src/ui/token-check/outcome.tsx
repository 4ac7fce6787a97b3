import type { AttributeValue, TokenCheckAnswer } from '@dashboard/contract';
import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { Children, type ReactNode } from 'react';
import { attributeText } from '../attribute-text.ts';
import classes from './check-result.module.css';

type Account = TokenCheckAnswer['account'];

/** The account as it would become: what is added, changed and taken away. */
export function Outcome({ account }: { readonly account: Account }) {
  if (account.action === 'refuse' || account.after === null) return null;
  const { before, after, attributes, groups } = account;
  const person = (['email', 'firstName', 'lastName'] as const)
    .filter((name) => before?.[name] !== after[name])
    .map((name) => ({ name: names[name], from: before?.[name] ?? null, to: after[name] }));
  return (
    <section aria-labelledby="outcome">
      <Title order={2} id="outcome" mb="sm">
        {account.action === 'create' ? 'The account that would be made' : 'What would change'}
      </Title>
      <Stack gap="md">
        <Changes title="Person">
          {person.map(({ name, from, to }) => (
            <Change key={name} name={name} from={from} to={to} />
          ))}
        </Changes>
        <Changes title="Attributes">
          {Object.entries(attributes.added).map(([name, value]) => (
            <Change key={name} name={name} from={null} to={attributeText(value)} />
          ))}
          {Object.entries(attributes.changed).map(([name, change]) => (
            <Change key={name} name={name} from={text(change.before)} to={text(change.after)} />
          ))}
          {Object.entries(attributes.removed).map(([name, value]) => (
            <Change key={name} name={name} from={attributeText(value)} to={null} />
          ))}
          {attributes.skipped.length > 0 && (
            <Names word="Claims that can’t be kept" names={attributes.skipped} />
          )}
        </Changes>
        <Changes title="Groups">
          <Groups word="Into" groups={groups.added} />
          <Groups word="Out of" groups={groups.removed} />
          <Groups word="Stays in" groups={groups.kept} />
          {groups.unknown.length > 0 && <Names word="Lead to no group" names={groups.unknown} />}
        </Changes>
      </Stack>
    </section>
  );
}

const names = { email: 'E-mail', firstName: 'First name', lastName: 'Last name' } as const;

const text = (value: AttributeValue) => attributeText(value);

function Changes({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const isEmpty = Children.toArray(children).length === 0;
  return (
    <div>
      <Title order={3} mb="xs">
        {title}
      </Title>
      {isEmpty ? (
        <Text size="sm" c="dimmed">
          As before.
        </Text>
      ) : (
        <dl className={classes.changes}>{children}</dl>
      )}
    </div>
  );
}

function Change({
  name,
  from,
  to,
}: {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}) {
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        {from !== null && (
          <del>
            <bdi>{from}</bdi>
          </del>
        )}
        {from !== null && to !== null && ' → '}
        {to === null && ' is removed'}
        {to !== null && (
          <ins style={{ textDecoration: 'none' }}>
            <bdi>{to}</bdi>
          </ins>
        )}
      </dd>
    </>
  );
}

/** What the token says and nothing comes of. */
function Names({ word, names }: { readonly word: string; readonly names: readonly string[] }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <bdi>{names.join(', ')}</bdi>
      </dd>
    </>
  );
}

function Groups({
  word,
  groups,
}: {
  readonly word: string;
  readonly groups: Account['groups']['added'];
}) {
  if (groups.length === 0) return null;
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <Group gap={4}>
          {groups.map(({ id, name }) => (
            <Badge key={id} variant="default" tt="none" fw={500} size="lg" maw="100%">
              <bdi>{name}</bdi>
            </Badge>
          ))}
        </Group>
      </dd>
    </>
  );
}
