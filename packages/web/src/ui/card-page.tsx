import { Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './card-page.module.css';

/** A page that stands alone: a card of 400 px on a plain ground. */
export function CardPage({
  title,
  children,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <main className={classes.ground}>
      <Paper className={classes.card} withBorder radius="lg">
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {children}
      </Paper>
    </main>
  );
}
