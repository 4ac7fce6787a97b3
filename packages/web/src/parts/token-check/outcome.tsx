import type { AttributeValue, TokenCheckAnswer } from '@dashboard/contract';
import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { Children, type ReactNode } from 'react';
import { attributeText } from '../../words/attribute-text.ts';
import classes from './check-result.module.css';
import { personChanges } from './person-changes.ts';

type Account = TokenCheckAnswer['account'];

/** The account after the sign-in: what would be added, changed and removed. */
export function Outcome({ account }: { readonly account: Account }) {
  if (account.action === 'refuse' || account.after === null) return null;
  const { before, after, attributes, groups } = account;
  const isNew = account.action === 'create';
  return (
    <section aria-labelledby="outcome">
      <Title order={2} id="outcome" mb="sm">
        {isNew ? 'The account that would be created' : 'What would change'}
      </Title>
      <Stack gap="md">
        <Changes title="Person" isNew={isNew}>
          {personChanges(before, after).map(({ name, from, to }) => (
            <Change key={name} name={name} from={from} to={to} />
          ))}
        </Changes>
        <Changes title="Attributes" isNew={isNew}>
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
            <Names word="Claims that cannot be attributes" names={attributes.skipped} />
          )}
        </Changes>
        <Changes title="Groups" isNew={isNew}>
          <Groups word="Added to" groups={groups.added} />
          <Groups word="Removed from" groups={groups.removed} />
          <Groups word="Remains in" groups={groups.kept} />
          {groups.unknown.length > 0 && (
            <Names word="Names without a group" names={groups.unknown} />
          )}
        </Changes>
      </Stack>
    </section>
  );
}

const text = (value: AttributeValue) => attributeText(value);

function Changes({
  title,
  isNew,
  children,
}: {
  readonly title: string;
  readonly isNew: boolean;
  readonly children: ReactNode;
}) {
  const isEmpty = Children.toArray(children).length === 0;
  return (
    <div>
      <Title order={3} mb="xs">
        {title}
      </Title>
      {isEmpty ? (
        <Text size="sm" c="dimmed">
          {isNew ? 'None.' : 'No change.'}
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
        {to === null && ' (removed)'}
        {to !== null && (
          <ins style={{ textDecoration: 'none' }}>
            <bdi>{to}</bdi>
          </ins>
        )}
      </dd>
    </>
  );
}

/** Names in the token that have no effect. */
function Names({ word, names }: { readonly word: string; readonly names: readonly string[] }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <bdi>{names.map((name) => `“${name}”`).join(', ')}</bdi>
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
