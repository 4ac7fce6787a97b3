import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './action-rows.module.css';

/** Things that can be done, one below the other: what each is about, and its button. */
export function ActionRows({ children }: { readonly children: ReactNode }) {
  return <div className={classes.rows}>{children}</div>;
}

export function ActionRow({
  title,
  about,
  children,
}: {
  readonly title: ReactNode;
  readonly about: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <Text fw={600} component="div">
          {title}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {about}
        </Text>
      </div>
      {children}
    </div>
  );
}
