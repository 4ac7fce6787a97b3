import { Anchor, Paper, Text, Title } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import { propertiesQuery } from '../api/site.ts';
import { siteUrl } from '../api/site-url.ts';
import classes from './card-page.module.css';
import { isEmbedded } from './embedded.ts';

/** A stand-alone page: the site's name above a card of 400 px on a plain background. */
export function CardPage({
  title,
  children,
  help,
  ref,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** The document about this page, below `/docs/`. */
  readonly help?: string;
  readonly ref?: Ref<HTMLElement>;
}) {
  return (
    <main className={classes.ground} data-embedded={isEmbedded || undefined} ref={ref}>
      <SiteName />
      <Paper className={classes.card} withBorder radius="lg">
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {children}
      </Paper>
      {help !== undefined && (
        <Anchor href={siteUrl(`docs/${help}`)} size="sm" c="dimmed" underline="always">
          Help
        </Anchor>
      )}
    </main>
  );
}

/** Says which site the page belongs to: people often come from another app. */
function SiteName() {
  const { data } = useQuery(propertiesQuery);
  return (
    <div className={classes.site}>
      <IconChartLine size={22} aria-hidden />
      <Text component="span" fw={600} inherit>
        {data?.siteName ?? 'Dashboard'}
      </Text>
    </div>
  );
}
