import { Anchor, Group, Text, Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './page-head.module.css';

export interface PageHeadProps {
  readonly title: string;
  /** What this is, in one line. */
  readonly facts?: ReactNode;
  /** Stands beside the title, such as a state. */
  readonly badges?: ReactNode;
  /** The page's main action. */
  readonly action?: ReactNode;
  /** The list that this page belongs to. */
  readonly up?: { readonly to: string; readonly label: string };
}

/** What a page of the administration begins with: way back, title, one line of facts. */
export function PageHead({ title, facts, badges, action, up }: PageHeadProps) {
  return (
    <div>
      {up && (
        <Anchor component={Link} to={up.to} className={classes.up} size="sm">
          <IconChevronLeft size={16} aria-hidden />
          {up.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <div className={classes.words}>
          <Group gap="sm">
            <Title order={1} className={classes.title} lineClamp={3} title={title}>
              <bdi>{title}</bdi>
            </Title>
            {badges}
          </Group>
          {facts !== undefined && (
            <Text c="dimmed" component="div" className={classes.facts}>
              {facts}
            </Text>
          )}
        </div>
        {action}
      </Group>
    </div>
  );
}
